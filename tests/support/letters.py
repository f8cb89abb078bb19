"""Letters as agencies scan them, and one that would run something."""

import io

import pikepdf


def pdf(*, script: bool = False) -> bytes:
    """A PDF of one empty page; with a program that starts on opening where asked."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        if script:
            act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            made.Root.OpenAction = made.make_indirect(act)
        made.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return out.getvalue()
