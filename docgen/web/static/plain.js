// @ts-check
/** The documents outside a workspace: one that waits for a workspace to be read goes on by itself. */

const reading = document.getElementById("reading");
if (reading) {
  const source = new EventSource(reading.dataset.events ?? "");
  const step = /** @type {HTMLElement} */ (document.getElementById("reading-step"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("reading-bar"));
  source.onmessage = (message) => {
    const told = JSON.parse(message.data);
    // What can be said by now is shown; the words of scans are read on behind it.
    if (told.number > 0 || !told.checking) location.reload();
    else if (told.step) {
      step.textContent = `${told.step}：${told.done} / ${told.total}`;
      bar.max = told.total;
      bar.value = told.done;
    }
  };
}
