"""Makes an accessible PDF an archival one as well: PDF/UA-1 and PDF/A-3a at once.

WeasyPrint writes one of the two; the other claim, and what the two ask of each other, is added
here before the file is written. The data behind a document travel inside it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from readiness.reporting.tagging import repair_tags

VARIANT = "pdf/a-3a"
# A file inside has to have a date, and no clock is read: the first that a ZIP can have.
DATE = datetime(1980, 1, 1)  # noqa: DTZ001 - WeasyPrint writes it as UTC
# Spelled out: the tables of machines differ, and with them the bytes.
TYPES = {".json": "application/json", ".csv": "text/csv", ".yaml": "application/yaml"}
SOURCES = {".yaml"}  # what figures are made by; the rest is the figures
END = b"</rdf:RDF>"
UA_CLAIM = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that this file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>\
</rdf:Description>"""


def attach(document: Any, files: Mapping[str, bytes]) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    """Have ``files`` written into the PDF of ``document``, by their names."""
    from weasyprint import Attachment

    document.metadata.attachments = [
        Attachment(
            file_obj=io.BytesIO(content),
            name=name,
            relationship="Source" if Path(name).suffix in SOURCES else "Data",
            created=DATE,
            modified=DATE,
        )
        for name, content in files.items()
    ]


def finish(document: Any, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    """Change ``pdf`` in place. WeasyPrint calls this as its finisher."""
    repair_tags(document, pdf)
    objects = {entry.reference: entry for entry in pdf.objects}
    _claim(objects[pdf.catalog["Metadata"]])
    for entry in pdf.objects:
        if getattr(entry, "extra", {}).get("Subtype") == "/Image":
            # How a picture is smoothed is left to the reader's program.
            entry.extra["Interpolate"] = "false"
    if "AF" in pdf.catalog:
        # WeasyPrint lists each file twice.
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        for reference in pdf.catalog["AF"]:
            _type(objects, objects[reference])


def _claim(metadata: Any) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    """Say that the file is PDF/UA-1, too, where archives can read it without unpacking."""
    metadata.compress = False
    [text] = metadata.stream
    metadata.stream = [text.replace(END, UA_CLAIM + END)]


def _type(objects: dict[bytes, Any], file: Any) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    kind = TYPES[Path(file["UF"].string).suffix]
    objects[file["EF"]["F"]].extra["Subtype"] = "/" + kind.replace("/", "#2f")
