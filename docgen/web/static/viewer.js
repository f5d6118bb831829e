// @ts-check
/** The pages themselves, drawn by pdf.js in the browser. It is loaded when first something is shown. */

const HERE = new URL(".", import.meta.url);

/** @type {any} */
let parts;
/** @type {any} */
let viewer;
let shown = "";

async function load() {
  if (parts && viewer.container.isConnected) return parts;
  shown = "";
  const pdfjs = await import(new URL("vendor/pdfjs-dist/build/pdf.min.mjs", HERE).href);
  // The viewer's module finds the library there.
  Object.assign(globalThis, { pdfjsLib: pdfjs });
  pdfjs.GlobalWorkerOptions.workerSrc = new URL("vendor/pdfjs-dist/build/pdf.worker.min.mjs", HERE).href;
  const components = await import(new URL("vendor/pdfjs-dist/web/pdf_viewer.mjs", HERE).href);
  const events = new components.EventBus();
  const links = new components.PDFLinkService({ eventBus: events, externalLinkTarget: 2 });
  viewer = new components.PDFViewer({
    container: document.getElementById("viewer-container"),
    viewer: document.querySelector("#viewer-container .pdfViewer"),
    eventBus: events,
    linkService: links,
    annotationMode: pdfjs.AnnotationMode.ENABLE,
    removePageBorders: false,
  });
  links.setViewer(viewer);
  events.on("pagesinit", () => { viewer.currentScaleValue = "page-width"; });
  events.on("pagechanging", tellPage);
  parts = { pdfjs, links };
  return parts;
}

/**
 * Show a file, from a page on.
 * @param {string} address
 * @param {string} title
 * @param {number} [page] from 1
 */
export async function showFile(address, title, page = 1) {
  const { pdfjs, links } = await load();
  const place = /** @type {HTMLElement} */ (document.getElementById("viewer-title"));
  place.textContent = title;
  place.title = title;
  if (shown !== address) {
    const vendor = new URL("vendor/pdfjs-dist/", HERE);
    const task = pdfjs.getDocument({
      url: address,
      cMapUrl: new URL("cmaps/", vendor).href,
      cMapPacked: true,
      standardFontDataUrl: new URL("standard_fonts/", vendor).href,
      wasmUrl: new URL("wasm/", vendor).href,
      isEvalSupported: false,
      enableXfa: false,
    });
    try {
      const pdf = await task.promise;
      shown = address;
      viewer.setDocument(pdf);
      links.setDocument(pdf);
      await viewer.firstPagePromise;
    } catch {
      place.textContent = `${title}：这里画不出来，请用别的软件打开看`;
      return;
    }
  }
  viewer.currentPageNumber = page;
  tellPage();
}

function tellPage() {
  const input = /** @type {HTMLInputElement} */ (document.getElementById("viewer-page"));
  const count = /** @type {HTMLElement} */ (document.getElementById("viewer-pages"));
  input.value = String(viewer.currentPageNumber);
  count.textContent = `/ ${viewer.pagesCount}`;
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-viewer]") : null;
  if (!(button instanceof HTMLElement) || !viewer) return;
  const acts = {
    previous: () => viewer.previousPage(),
    next: () => viewer.nextPage(),
    in: () => viewer.increaseScale(),
    out: () => viewer.decreaseScale(),
    turn: () => { viewer.pagesRotation = (viewer.pagesRotation + 90) % 360; },
  };
  acts[/** @type {keyof typeof acts} */ (button.dataset.viewer)]?.();
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.id === "viewer-page" && viewer) {
    const page = Number(event.target.value);
    if (page >= 1 && page <= viewer.pagesCount) viewer.currentPageNumber = page;
    else tellPage();
  }
});
