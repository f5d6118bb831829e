"""Why a package is not signed."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

_OTHER_CERTIFICATE = "向发证的机构要一张能用来签名、在有效期内的证书（.p12 或 .pfx，含私钥）"
_VERIFY_FIRST = "先用 docgen verify 核对，重新 build 再签"
_PASSPHRASE = "在终端里运行，按提示输入；或用 --passphrase-file"

SIGN_REFUSALS = (
    Entry(
        "sign",
        Level.ERROR,
        "没有签名",
        no_package=Sentence(
            "里面没有 {manifest}，不是整套材料",
            "写 docgen build 生成的文件夹，如 我的工作室/out/assessment",
        ),
        absent=Sentence("清单里有，这里没有这个文件", _VERIFY_FIRST),
        changed=Sentence("与生成时不一样，没有签名", _VERIFY_FIRST),
        passphrase=Sentence("密码文件读不出来", "核对路径；写成 UTF-8 的一行文字"),
        no_part=Sentence(
            "没有安装签名用的部件（pyHanko）",
            "安装签名用的部件：pip install 'docgen[sign]'，再运行",
        ),
        unopened=Sentence("证书文件打不开（{reason}）", "核对 --p12 的路径"),
        locked=Sentence("证书要密码才能打开", _PASSPHRASE),
        wrong=Sentence("密码不对，或不是 .p12、.pfx 证书文件", _PASSPHRASE),
        no_key=Sentence("里面没有私钥，没有签名", _OTHER_CERTIFICATE),
        no_certificate=Sentence("里面没有证书，没有签名", _OTHER_CERTIFICATE),
        unread=Sentence("证书读不出来，没有签名", _OTHER_CERTIFICATE),
        algorithm=Sentence("证书的算法这里不支持（如国密 SM2），没有签名", _OTHER_CERTIFICATE),
        early=Sentence("证书 {day} 才生效，没有签名", _OTHER_CERTIFICATE),
        late=Sentence("证书 {day} 已过期，没有签名", _OTHER_CERTIFICATE),
        purpose=Sentence(
            "这张证书不是用来签名的（密钥用途里没有数字签名），没有签名", _OTHER_CERTIFICATE
        ),
        unsigned=Sentence(
            "这个 PDF 签不了（{fault:issue}）",
            "自己放进来的 PDF（如报告），先打印或另存成普通的 PDF，重新 build 再签",
        ),
    ),
)
"""The run ends with it."""
