"""The README of an audit package, in Chinese and English: what it holds, what it lacks, how to check it."""

from reports.manifest import MANIFEST, SUMS, Manifest, PackedEvidence
from reports.shape import Text

WHAT = {
    "report": Text(zh="合规报告", en="The report"),
    "board": Text(zh="提交董事会的一页摘要", en="One page for the board"),
    "memo": Text(zh="备忘录（Word）", en="The memo (Word)"),
    "register": Text(zh="义务台账", en="The register of obligations"),
    "snapshot": Text(zh="快照：其他文件均由此生成", en="The snapshot every other document is made from"),
    "oscal": Text(zh="OSCAL：目录、评估结果与行动计划", en="OSCAL: catalogue, results and plan"),
    "evidence": Text(zh="证据", en="Evidence"),
    "trail": Text(zh="操作记录，每行一条，含哈希值", en="The audit trail, one entry a line, with its hashes"),
    "trail_table": Text(zh="操作记录（表格）", en="The audit trail as a table"),
    "readme": Text(zh="说明", en="This note"),
    "manifest": Text(zh="文件清单，供机器读取", en="The manifest, for machines"),
}
STATES = {
    "packed": Text(zh="已收入", en="in the package"),
    "no_file": Text(zh="链接或陈述，没有文件", en="a link or statement, which has no file"),
    "withdrawn": Text(
        zh="快照之后已撤下，文件未收入", en="withdrawn since the snapshot; its file is left out"
    ),
    "missing": Text(
        zh="文件已不在存储中，未收入", en="its file is no longer in the store, so it could not go in"
    ),
    "altered": Text(
        zh="存储的文件与快照中的摘要值不符，未收入",
        en="the stored file does not match the digest in the snapshot, so it was left out",
    ),
}
# Python's standard library only, so that a stranger's machine can run it. A test takes it from the README.
CHECK = """\
import hashlib, json

previous = "0" * 64
for line in open("{path}", encoding="utf-8"):
    entry = json.loads(line)
    said, who, stated = entry.pop("said"), entry.pop("who"), entry.pop("hash")
    assert said is None or hashlib.sha256(said.encode()).hexdigest() == entry["payload"], entry
    assert entry.pop("previous") == previous, entry
    row = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    previous = hashlib.sha256((previous + "\\n" + row).encode()).hexdigest()
    assert previous == stated, entry
print(previous)
"""
RULE = "-" * 72


def readme(manifest: Manifest) -> bytes:
    """The note, Chinese first, with the mark and line ends old editors on Windows want."""
    text = f"{_chinese(manifest)}\n{RULE}\n\n{_english(manifest)}\n{RULE}\n\n{_check(manifest)}"
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()


def _chinese(manifest: Manifest) -> str:
    trail, left_out = manifest.trail, manifest.left_out
    status = {"draft": "草稿", "released": "已签发"}[manifest.status]
    lines = [
        f"审计包：{manifest.service.zh}", "",
        *([f"客户：{manifest.client.zh}"] if manifest.client else []),
        f"评估日期：{manifest.as_of.isoformat()}", f"报告状态：{status}", f"快照：{manifest.snapshot}",
        f"规则库：{manifest.rulebook}", "",
        "本包由同一快照生成。同一快照再次生成的包，内容逐字节相同。", "",
        "内容",
        "  documents/      报告、一页摘要、备忘录、台账、快照、OSCAL",
        f"  evidence/       快照所列证据的文件，共 {_packed(manifest)} 个，文件名前为证据编号",
        "  trail/          截至快照的操作记录",
        f"  {MANIFEST}   每个文件的路径、大小、SHA-256 和说明",
        f"  {SUMS}      各文件的 SHA-256", "",
        "未收入的证据" if left_out else "快照所列证据的文件已全部收入。",
        *[f"  {_line(one, STATES[one.state].zh, '：')}" for one in left_out], "",
        "如何核对文件（在解压后的文件夹中）",
        f"  Linux：   sha256sum -c {SUMS}",
        f"  macOS：   shasum -a 256 -c {SUMS}",
        "  Windows： Get-FileHash 文件名，与清单逐一比对（PowerShell）",
        "  快照的摘要值印在报告每一页。", "",
        "如何核对操作记录",
        f"  共 {trail.events} 条，最后一条的哈希值：",
        f"  {trail.head}",
        "  每条的哈希值 = SHA-256（上一条的哈希值 + 换行 + 本条的规范 JSON）。",
        "  规范 JSON：键名排序、不含空格、UTF-8 编码，不含 said、who、hash、previous。",
        "  payload 为 said 的 SHA-256；who 为姓名，仅供阅读。",
        "  文末的 Python 程序可完成核对，输出应与上述哈希值一致。",
        *([f"  其中 {trail.erased} 条的内容已依法删除（said 为空），链条仍然完整。"] if trail.erased else []),
        *[f"  注意：第 {one.number} 条不符（{one.what}）。" for one in trail.breaks],
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _english(manifest: Manifest) -> str:
    trail, left_out = manifest.trail, manifest.left_out
    lines = [
        f"Audit package: {manifest.service.en}", "",
        *([f"Client: {manifest.client.en}"] if manifest.client else []),
        f"As of: {manifest.as_of.isoformat()}", f"Report: {manifest.status}",
        f"Snapshot: {manifest.snapshot}", f"Rulebook: {manifest.rulebook}", "",
        "Everything here was made from one snapshot. The same snapshot gives the same",
        "package, byte for byte.", "", "Contents",
        "  documents/      report, page for the board, memo, register, snapshot, OSCAL",
        f"  evidence/       files of the evidence the snapshot names ({_packed(manifest)}), number first",
        "  trail/          the audit trail up to the snapshot",
        f"  {MANIFEST}   path, size, SHA-256 and meaning of every file",
        f"  {SUMS}      the SHA-256 of every file", "",
        "Evidence left out" if left_out else "Every file of evidence the snapshot names is here.",
        *[f"  {_line(one, STATES[one.state].en, ': ')}" for one in left_out], "",
        "How to check the files (in the folder they were unpacked to)",
        f"  Linux:    sha256sum -c {SUMS}",
        f"  macOS:    shasum -a 256 -c {SUMS}",
        "  Windows:  Get-FileHash FILE, compared with the list (PowerShell)",
        "  The digest of the snapshot is printed on every page of the report.", "",
        "How to check the trail",
        f"  It has {trail.events} entries; the hash of the last is",
        f"  {trail.head}",
        "  An entry's hash is the SHA-256 of the hash before it, a line feed, and the",
        "  entry as canonical JSON: sorted keys, no spaces, UTF-8, without said, who,",
        "  hash and previous. payload is the SHA-256 of said; who is a name for readers",
        "  only. The Python program at the end does this and prints that last hash.",
        *([f"  The words of {trail.erased} were erased (said is null); the chain holds all the same."]
          if trail.erased else []),
        *[f"  Note: entry {one.number} does not hold ({one.what})." for one in trail.breaks],
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _check(manifest: Manifest) -> str:
    return CHECK.replace("{path}", manifest.trail.path)


def _packed(manifest: Manifest) -> int:
    return sum(one.state == "packed" for one in manifest.evidence)


def _line(one: PackedEvidence, state: str, colon: str) -> str:
    return f"{one.number} {one.title}{colon}{state}"
