package cvform

import (
	"context"

	"approdo/app/europass"
	"approdo/app/web"
)

// PaperPage is a sheet on its way to the printer.
type PaperPage struct {
	web.Page
	Sheet *Sheet
}

// PDF draws a profile as a CV in its language: a tagged PDF that carries the same profile as
// a Europass document (attachment.xml). It returns the fault of print.Printer.PDF where
// none can be made.
func PDF(ctx context.Context, app *web.App, p *europass.Profile) ([]byte, error) {
	l := app.In(p.Lang)
	page := &PaperPage{Sheet: SheetOf(l, p)}
	page.Title, page.Personal = joined(" · ", page.Sheet.Heading, page.Sheet.Name), true
	pdf, err := app.PDF(ctx, p.Lang, "parts/cv/paper", page)
	if err != nil {
		return nil, err
	}
	return europass.Embed(pdf, p, Titles(l))
}
