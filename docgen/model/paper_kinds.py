"""What papers there are: certificates, documents, receipts, lists."""

from enum import StrEnum


class PaperKind(StrEnum):
    """What a paper is, as a clerk calls it."""

    QUALIFICATION = "职业资格证书"
    SKILL_LEVEL = "职业技能等级证书"
    SPECIAL_ABILITY = "专项职业能力证书"
    PROFESSIONAL_TITLE = "职称证书"
    INVENTION_PATENT = "发明专利证书"
    UTILITY_PATENT = "实用新型专利证书"
    DESIGN_PATENT = "外观设计专利证书"
    PATENT_FILING = "专利受理通知书"
    SOFTWARE_COPYRIGHT = "软件著作权登记证书"
    HONOUR = "荣誉证书"
    COMPETITION_AWARD = "竞赛获奖证书"
    APPOINTMENT = "聘书"
    SCHOOLING = "学历或结业证书"
    OPERATING_PERMIT = "操作证"
    ID_CARD = "身份证"
    DOCUMENT = "文件"
    ARTICLE = "论文"
    INVOICE = "发票"
    PAYMENT = "付款凭证"
    ROSTER = "名册"
    REPORT = "报道"
    CONTRACT = "合同"
    ATTESTATION = "证明"
    PICTURE = "照片"
    UNKNOWN = "未认出"
