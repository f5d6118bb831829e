// @ts-check
/**
 * The pages themselves, drawn by pdf.js in the browser. It is loaded when first something is shown.
 *
 * A stage is one file laid out. Some stand one behind the other: the file that comes next can be laid
 * out and drawn unseen, so that it is there when it is asked for.
 */

const HERE = new URL(".", import.meta.url);
const MOST_STAGES = 4;

/**
 * @typedef {object} Stage
 * @property {HTMLElement} container
 * @property {any} viewer
 * @property {any} links
 * @property {string} address of the file that is laid out on it; empty where none is
 * @property {Promise<void>} ready
 * @property {any} task by which the file is loaded
 * @property {number} wanted the page that was turned to last; 0 before any was
 */

/** @type {Promise<any> | undefined} */
let library;
/** The stages, the one used last at the end. @type {Stage[]} */
const stages = [];
/** @type {Stage | undefined} */
let seen;
/** How large pages are, on every stage: what pdf.js calls a scale. */
let scale = "page-width";

function load() {
  library ??= loadLibrary();
  return library;
}

async function loadLibrary() {
  const pdfjs = await import(new URL("vendor/pdfjs-dist/build/pdf.min.mjs", HERE).href);
  // The viewer's module finds the library there.
  Object.assign(globalThis, { pdfjsLib: pdfjs });
  pdfjs.GlobalWorkerOptions.workerSrc = new URL("vendor/pdfjs-dist/build/pdf.worker.min.mjs", HERE).href;
  const components = await import(new URL("vendor/pdfjs-dist/web/pdf_viewer.mjs", HERE).href);
  return { pdfjs, components, worker: new pdfjs.PDFWorker() };
}

/** @returns {HTMLElement} */
function frame() {
  return /** @type {HTMLElement} */ (document.querySelector(".viewer-frame"));
}

/**
 * An empty stage, unseen behind the others.
 * @param {any} parts
 * @returns {Stage}
 */
function build(parts) {
  const container = document.createElement("div");
  container.className = "stage";
  const pages = document.createElement("div");
  pages.className = "pdfViewer";
  container.append(pages);
  frame().append(container);
  const events = new parts.components.EventBus();
  const links = new parts.components.PDFLinkService({ eventBus: events, externalLinkTarget: 2 });
  const viewer = new parts.components.PDFViewer({
    container,
    viewer: pages,
    eventBus: events,
    linkService: links,
    annotationMode: parts.pdfjs.AnnotationMode.ENABLE,
    removePageBorders: false,
  });
  links.setViewer(viewer);
  const stage = { container, viewer, links, address: "", ready: Promise.resolve(), task: null, wanted: 0 };
  events.on("pagesinit", () => { viewer.currentScaleValue = scale; });
  events.on("pagechanging", () => { if (stage === seen) tellPage(); });
  events.on("pagerendered", (/** @type {{pageNumber: number}} */ { pageNumber }) => {
    if (pageNumber === stage.wanted) container.dataset.drawn = String(pageNumber);
  });
  return stage;
}

/**
 * The stage on which a file is laid out, or will be: the one that was used longest ago is cleared for it.
 * @param {any} parts
 * @param {string} address
 */
function stageFor(parts, address) {
  for (const gone of stages.filter((one) => !one.container.isConnected)) stages.splice(stages.indexOf(gone), 1);
  let stage = stages.find((one) => one.address === address);
  if (!stage && stages.length >= MOST_STAGES) stage = stages.find((one) => one !== seen);
  stage ??= build(parts);
  if (stages.includes(stage)) stages.splice(stages.indexOf(stage), 1);
  stages.push(stage);
  if (stage.address !== address) {
    stage.address = address;
    stage.ready = lay(parts, stage, address);
  }
  return stage;
}

/**
 * @param {any} parts
 * @param {Stage} stage
 * @param {string} address
 */
async function lay(parts, stage, address) {
  const former = stage.task;
  stage.viewer.setDocument(null);
  stage.links.setDocument(null);
  delete stage.container.dataset.drawn;
  stage.wanted = 0;
  former?.destroy();
  const vendor = new URL("vendor/pdfjs-dist/", HERE);
  stage.task = parts.pdfjs.getDocument({
    url: address,
    worker: parts.worker,
    // What is not looked at is not fetched: a bundle may lie on another computer. The server has a
    // browser keep none of it: of the whole, which is begun and left, it would keep a torn part.
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: new URL("cmaps/", vendor).href,
    cMapPacked: true,
    standardFontDataUrl: new URL("standard_fonts/", vendor).href,
    wasmUrl: new URL("wasm/", vendor).href,
    isEvalSupported: false,
    enableXfa: false,
  });
  const pdf = await stage.task.promise;
  if (stage.address !== address) return;
  stage.viewer.setDocument(pdf);
  stage.links.setDocument(pdf);
  await stage.viewer.firstPagePromise;
}

/**
 * Show a file, from a page on.
 * @param {string} address
 * @param {string} title
 * @param {number} [page] from 1
 */
export async function showFile(address, title, page = 1) {
  const parts = await load();
  const place = /** @type {HTMLElement} */ (document.getElementById("viewer-title"));
  place.textContent = title;
  place.title = title;
  const stage = stageFor(parts, address);
  bringForward(stage);
  if (!(await isLaid(stage, address))) {
    if (stage === seen) place.textContent = `${title}：这里画不出来，请用别的软件打开看`;
    return;
  }
  if (stage !== seen) return;
  await turnTo(parts, stage, page);
  if (stage === seen) tellPage();
}

/**
 * Lay a file out and draw a page of it, unseen.
 * @param {string} address
 * @param {number} page from 1
 */
export async function prepareFile(address, page) {
  const parts = await load();
  const stage = stageFor(parts, address);
  // The one that is seen stays where its reader has turned to.
  if ((await isLaid(stage, address)) && stage !== seen) await turnTo(parts, stage, page);
}

/**
 * Whether a file came to lie on its stage: it may not be one, or another was wanted meanwhile.
 * @param {Stage} stage
 * @param {string} address
 */
async function isLaid(stage, address) {
  try {
    await stage.ready;
  } catch {
    if (stage.address === address) stage.address = "";
    return false;
  }
  return stage.address === address;
}

/** @param {Stage} stage */
function bringForward(stage) {
  if (seen && seen !== stage && seen.container.isConnected) {
    seen.container.removeAttribute("id");
    seen.container.removeAttribute("tabindex");
  }
  seen = stage;
  stage.container.id = "viewer-container";
  stage.container.tabIndex = 0;
}

/**
 * Turn to a page: its own size is known before it is fitted into the frame.
 * @param {any} parts
 * @param {Stage} stage
 * @param {number} page
 */
async function turnTo(parts, stage, page) {
  const { viewer, address } = stage;
  if (stage.wanted !== page) delete stage.container.dataset.drawn;
  stage.wanted = page;
  const view = viewer.getPageView(page - 1);
  if (!view) return;
  if (!view.pdfPage) {
    const loaded = await viewer.pdfDocument.getPage(page);
    if (stage.address !== address || stage.wanted !== page) return;
    if (!view.pdfPage) view.setPdfPage(loaded);
  }
  viewer.currentPageNumber = page;
  viewer.currentScaleValue = scale;
  viewer.scrollPageIntoView({ pageNumber: page });
  // Where nothing had to be moved, nothing else has it drawn.
  viewer.update();
  // What was drawn before anybody asked for it tells so now.
  if (view.renderingState === parts.components.RenderingStates.FINISHED) stage.container.dataset.drawn = String(page);
}

function tellPage() {
  if (!seen) return;
  const input = /** @type {HTMLInputElement} */ (document.getElementById("viewer-page"));
  const count = /** @type {HTMLElement} */ (document.getElementById("viewer-pages"));
  input.value = String(seen.viewer.currentPageNumber);
  count.textContent = `/ ${seen.viewer.pagesCount}`;
}

/** @type {Record<string, (viewer: any) => void>} */
const ACTS = {
  previous: (viewer) => viewer.previousPage(),
  next: (viewer) => viewer.nextPage(),
  in: (viewer) => { viewer.increaseScale(); keepScale(viewer); },
  out: (viewer) => { viewer.decreaseScale(); keepScale(viewer); },
  turn: (viewer) => { viewer.pagesRotation = (viewer.pagesRotation + 90) % 360; },
};

/** @param {any} viewer */
function keepScale(viewer) {
  scale = String(viewer.currentScale);
}

/** Do what a button of the viewer does. @param {string} what */
export function actOnPages(what) {
  if (seen) ACTS[what]?.(seen.viewer);
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-viewer]") : null;
  if (button instanceof HTMLElement) actOnPages(button.dataset.viewer ?? "");
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.id === "viewer-page" && seen) {
    const page = Number(event.target.value);
    if (page >= 1 && page <= seen.viewer.pagesCount) seen.viewer.currentPageNumber = page;
    else tellPage();
  }
});

// What is as wide as its frame stays so when the window is made another.
window.addEventListener("resize", () => {
  if (seen && scale === "page-width") seen.viewer.currentScaleValue = scale;
});
