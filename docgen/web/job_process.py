"""The process that does one job of the page: `python -m docgen.web.job_process FOLDER NAME`.

It belongs to nobody: neither a browser that is closed nor a server that ends takes it along.
"""

import sys
from pathlib import Path

from docgen.web.job_turn import hold_turn

_NO_TURN = 3
"""The exit code where another job of the workspace is under way."""


def main() -> None:
    """Do the job of the folder that is named, unless another is under way."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    turn = hold_turn(folder, name)
    if turn is None:
        sys.exit(_NO_TURN)
    # Only now, because whoever started it waits until it has the turn.
    from docgen.web.job_run import do_job  # noqa: PLC0415

    do_job(folder)
    turn.close()


if __name__ == "__main__":
    main()
