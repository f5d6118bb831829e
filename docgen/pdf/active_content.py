"""What in a PDF acts when it is opened or clicked, or leads out of it, named in Chinese.

None of it gets into a bundle (`bundle.foreign` takes it off); here it is only listed, so that
nobody is surprised.
"""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

_MEDIA = dict.fromkeys(("/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"), "影音")
_ACTIONS = {
    "/JavaScript": "脚本",
    "/Launch": "启动其他程序的动作",
    "/SubmitForm": "向网上提交的动作",
    "/ImportData": "读取其他文件的动作",
    "/URI": "网络链接",
    "/GoToR": "指向其他文件的链接",
    "/GoToE": "指向附件的链接",
    "/Rendition": "影音",
    "/Movie": "影音",
    "/Sound": "影音",
    "/RichMediaExecute": "影音",
}
_LONGEST_CHAIN = 50
"""Actions may follow one another, in a circle too."""


def list_actives(pdf: Pdf, pages: list[Page]) -> list[str]:
    """Return the kinds of active content in a PDF, each once, in the order they are met."""
    return list(dict.fromkeys(_all_actives(pdf, pages)))


def _all_actives(pdf: Pdf, pages: list[Page]) -> Iterator[str]:
    yield from _actions_of(pdf.Root, ("/OpenAction",))
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        yield _ACTIONS["/JavaScript"]
    for page in pages:
        yield from _actions_of(page.obj, ())
        annotations = page.obj.get("/Annots")
        for annotation in annotations if isinstance(annotations, Array) else ():
            if isinstance(annotation, Dictionary):
                subtype = str(annotation.get("/Subtype"))
                if subtype in _MEDIA:
                    yield _MEDIA[subtype]
                yield from _actions_of(annotation, ("/A", "/PA"))
                parent = annotation.get("/Parent")
                if isinstance(parent, Dictionary):
                    yield from _actions_of(parent, ("/A",))


def _actions_of(owner: Dictionary | Object, keys: tuple[str, ...]) -> Iterator[str]:
    """The actions under the keys, and those an owner has for events (/AA)."""
    for key in keys:
        yield from _chain(owner.get(key))
    events = owner.get("/AA")
    if isinstance(events, Dictionary):
        for action in events.values():
            yield from _chain(action)


def _chain(action: Object | None) -> Iterator[str]:
    """The kinds of an action and of those that follow it."""
    waiting, seen = [action], 0
    while waiting and seen < _LONGEST_CHAIN:
        current, seen = waiting.pop(), seen + 1
        if not isinstance(current, Dictionary):
            continue
        kind = current.get("/S")
        if isinstance(kind, Name) and str(kind) in _ACTIONS:
            yield _ACTIONS[str(kind)]
        following = current.get("/Next")
        waiting += list(following) if isinstance(following, Array) else [following]
