// @ts-check
/** The four corners of a photographed sheet, set by hand on the photograph. */

/** @typedef {[number, number]} Corner in shares of the picture's sides */

const STEP = 0.004;

/**
 * Ask where the corners are; null where nothing is to be cut.
 * @param {string} picture the address of the photograph
 * @param {Corner[]} proposed from the upper left clockwise
 * @returns {Promise<Corner[] | null>}
 */
export function askCorners(picture, proposed) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("cut-dialog"));
  const image = /** @type {HTMLImageElement} */ (dialog.querySelector("img"));
  const polygon = /** @type {SVGPolygonElement} */ (dialog.querySelector("polygon"));
  const handles = /** @type {HTMLElement[]} */ ([...dialog.querySelectorAll(".corner")]);
  const corners = proposed.map(([x, y]) => /** @type {Corner} */ ([x, y]));
  image.src = picture;

  const draw = () => {
    for (const [at, handle] of handles.entries()) {
      handle.style.left = `${corners[at][0] * 100}%`;
      handle.style.top = `${corners[at][1] * 100}%`;
    }
    polygon.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
  };
  /** @param {number} at @param {number} x @param {number} y */
  const put = (at, x, y) => {
    corners[at] = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];
    draw();
  };
  for (const [at, handle] of handles.entries()) {
    handle.onpointerdown = (event) => handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = image.getBoundingClientRect();
      put(at, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    };
    handle.onkeydown = (event) => {
      const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!by) return;
      event.preventDefault();
      const far = event.shiftKey ? 5 : 1;
      put(at, corners[at][0] + by[0] * STEP * far, corners[at][1] + by[1] * STEP * far);
    };
  }
  draw();
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes" ? corners : null);
  });
}
