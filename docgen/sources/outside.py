"""Pictures that an office document only links to: they lie elsewhere, and nothing is fetched."""

import re
import zipfile

LEFT_OUTSIDE = (
    "文档里有只存了链接的图片（图片不在文件里），没有印出来；请在原软件里把图片嵌入文档后再放进来"
)

_PICTURE = re.compile(rb"<(?:a:blip|v:imagedata|draw:image)\b[^>]*>")
_LINKED = re.compile(rb"\s(?:r:link|r:href)=|xlink:href=.(?:[a-z]+:|/|\.\./)")
_HELD = re.compile(rb"\s(?:r:embed|r:id)=|<office:binary-data")
_AT_ONCE, _LONGEST_TAG = 1 << 20, 4096


def links_to_pictures(package: zipfile.ZipFile) -> bool:
    """Whether a picture of an office package is nowhere in it.

    zipfile.BadZipFile or zlib.error where a part cannot be unpacked.
    """
    names = (name for name in package.namelist() if name.endswith(".xml"))
    return any(_has_linked(package, name) for name in names)


def _has_linked(package: zipfile.ZipFile, name: str) -> bool:
    with package.open(name) as part:
        kept = b""
        while piece := part.read(_AT_ONCE):
            found = _PICTURE.findall(kept + piece)
            if any(_LINKED.search(tag) and not _HELD.search(tag) for tag in found):
                return True
            kept = piece[-_LONGEST_TAG:]
    return False
