"""What the command line settles before it loads anything, settled for tests too: imported first."""

import gc
import os

from docgen.system.process_setup import NEW_OBJECTS, spare_numpy

spare_numpy()

# numpy's threads cost twenty times what they do: to multiply two small matrices is most of what
# looking at a page needs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Nearly all that is made while tests are collected stays.
gc.disable()


def collect_garbage_rarely() -> None:
    """What is there is looked through no more; the rest as rarely as in a run."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()
