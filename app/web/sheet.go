package web

import (
	"bytes"
	"context"

	"approdo/app/i18n"
)

// Sheet draws a view to be kept by itself: a PDF, or its HTML where this machine makes no
// PDFs. ending is that of the file's name.
func (a *App) Sheet(ctx context.Context, lang, view string, page Framer) (data []byte, ending string, err error) {
	if a.printer.Ready() {
		data, err = a.PDF(ctx, lang, view, page)
		return data, ".pdf", err
	}
	p := page.Frame()
	p.Lang, p.Dir, p.Institution = lang, i18n.Dir(lang), a.institutionNow()
	if p.Style, err = a.paperStyle(ctx, view, p.Dir); err != nil {
		return nil, "", err
	}
	var html bytes.Buffer
	err = a.views.Page(&html, lang, "layouts/print", view, page)
	return html.Bytes(), ".html", err
}
