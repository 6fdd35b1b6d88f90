"""The judgements on a file, and the reasons for them, in words."""

from reports.shape import Text


def _table(rows: str) -> dict[str, Text]:
    """One ``key | 中文 | English`` a line."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows.strip().splitlines()]
    return {key: Text(zh=zh, en=en) for key, zh, en in cells}


TITLES = _table("""
genuine    | 真实：自制作以来未经改动。 | Genuine: unchanged since it was made.
altered    | 已被改动，请勿采信。 | Altered: do not rely on it.
superseded | 真实，但已有新的报告取代。 | Genuine, but superseded by a later report.
withdrawn  | 真实，但其签发已被撤回。 | Genuine, but its release was withdrawn.
unknown    | 无法判断。 | It cannot be told.
""")
# The lines are long because each is one sentence in two languages.
# ruff: noqa: E501
REASONS = _table("""
too_large        | 文件过大，未予读取。 | The file is too large to be read.
no_pdf           | 该文件不是PDF。 | The file is no PDF.
encrypted        | 文件已加密，内容无法读取；本产品的报告从不加密。 | The file is encrypted and cannot be read; reports are never encrypted.
unreadable       | 文件无法读取，也没有本产品报告的标记。 | The file cannot be read, and nothing in it marks it as a report of this product.
damaged          | 文件带有本产品报告的标记，但已残缺或被改动，无法读取。 | The file bears the marks of a report but can no longer be read: part of it is missing or was changed.
not_ours         | 文件未附快照，不是本产品的报告。 | The file carries no snapshot; it is not a report of this product.
snapshot_missing | 报告所附的快照缺失或者不止一份。 | The snapshot that the report carries is missing, or there is more than one.
snapshot_damaged | 报告所附的快照已损坏。 | The snapshot that the report carries is damaged.
snapshot_altered | 快照的内容与其摘要不符。 | The contents of the snapshot no longer give its digest.
newer            | 快照由更新的版本制作，本版本无法读取。 | The snapshot was made by a newer version, which this one cannot read.
shape            | 快照的结构与公布的结构不符，本版本无法读取。 | The snapshot does not have the published shape, so this version cannot read it.
metadata         | 文件的元数据与所附快照不符。 | The metadata of the file do not fit the snapshot it carries.
appended         | 报告制作之后，文件被追加了签名以外的内容。 | Something other than a signature was appended after the report was made.
signature_broken | 签名与文件内容不符。 | The signature does not fit the contents of the file.
other_bytes      | 用所附快照重新制作的报告与该文件不一致。 | Printed again from its snapshot, the report differs from this file.
same_bytes       | 用所附快照重新制作的报告与该文件逐字节一致。 | Printed again from its snapshot, the report is this file, byte for byte.
signed_whole     | 签名覆盖整个文件且完好。 | The signature covers the whole file and holds.
other_edition    | 报告自称由另一版次的程序制作，本机重新制作的结果与其不同，原因可能仅在于版次；可凭可信的签名、出具网站或者该版次的程序核验。 | The report says that another edition printed it, and this one prints it otherwise, perhaps for that reason alone; a trusted signature, the site that issued it, or that edition can settle it.
not_printed      | 本机无法重新制作该报告，因此无从比较。 | The report cannot be printed again on this machine, so there is nothing to compare it with.
signed_by        | 由{name}签名，证书可信。 | Signed by {name}, with a trusted certificate.
signer_unchecked | 由{name}签名，签名完好；但未指定信任的根证书，签名人的身份未经核实。 | Signed by {name}, and the signature holds; no root certificate was given, so who that is was not checked.
signer_unknown   | 文件本身未经改动，但签名人的证书不在所信任之列。 | The file is unchanged in itself, but its signer's certificate does not lead to a trusted root.
not_signed       | 文件本身未经改动，但没有签名，无从确认由谁出具。 | The file is unchanged in itself, but nobody signed it, so it does not show who issued it.
nobody_signed    | 没有签名：文件本身不能证明由谁出具，请与出具人核对快照摘要或者核验码。 | Nobody signed it: the file itself does not show who issued it; compare its digest or code with whoever did.
in_register      | 本网站出具了该报告。 | This site issued the report.
not_in_register  | 本网站没有出具过这份报告，因此未作进一步比较；请向出具人核实。 | This site did not issue this report, so it was compared no further; ask whoever issued it.
withdrawn        | 出具人已于{day}撤回对该报告的签发。 | Whoever released the report withdrew that on {day}.
replaced         | 已由报告{name}取代。 | It was superseded by report {name}.
replaced_on      | 已由{day}签发的报告{name}取代。 | It was superseded by report {name}, released on {day}.
""")
