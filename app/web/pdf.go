package web

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
	"approdo/app/print"
)

// pdfTime is what a reader waits for a PDF, its turn included; shorter than the
// server's patience with an answer.
const pdfTime = 25 * time.Second

// PDF is what a print page shows of the same sheet as a file, drawn by parts/pdf: a
// link, or, where this machine makes none and URL is "", how the reader's browser does.
type PDF struct{ URL string }

// PDFAt offers a PDF at an address of the program.
func (a *App) PDFAt(address string) *PDF {
	if !a.printer.Ready() {
		return &PDF{}
	}
	return &PDF{URL: address}
}

// SendPDF answers with a view as a PDF to be kept: file is its name without ending,
// lang the language of the document. It returns the fault of print.Printer.PDF where
// none can be made.
func (a *App) SendPDF(c *fiber.Ctx, file, lang, view string, page Framer) error {
	a.fill(c, Of(c), page.Frame())
	pdf, err := a.PDF(c.UserContext(), lang, view, page)
	if err != nil {
		return err
	}
	a.noStore(c)
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s.pdf"`, file))
	return c.Send(pdf)
}

// PDF draws a view and prints it: the bytes of the file. The view speaks lang, and so
// does the foot of each page, which names institution and title.
func (a *App) PDF(ctx context.Context, lang, view string, page Framer) ([]byte, error) {
	p := page.Frame()
	p.Lang, p.Dir, p.Institution = lang, i18n.Dir(lang), a.institutionNow()
	if p.Personal {
		p.Institution = Institution{}
	}
	style, err := a.paperStyle(ctx, view, p.Dir)
	if err != nil {
		return nil, err
	}
	p.Style = style
	var html bytes.Buffer
	if err := a.views.Page(&html, lang, "layouts/print", view, page); err != nil {
		return nil, err
	}
	words := a.catalog.For(lang)
	sheet := print.Sheet{HTML: html.Bytes(), Lang: lang, Foot: p.Title, Number: words.T("print.page", "Page", print.PageMark, "Pages", print.PagesMark)}
	if p.Institution.Name != "" {
		sheet.Foot = p.Institution.Name + " · " + p.Title
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pdfTime) // longer than a page may take
	defer cancel()
	return a.printer.PDF(ctx, sheet)
}

// AfterPDF gives a request that drew a PDF the time of a page anew: drawing may have taken
// all it had. Call cancel when done.
func AfterPDF(ctx context.Context) (next context.Context, cancel context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), pageTime)
}

// paperStyle is what a printed view wears: its audience's sheet, the institution's
// colours and the sheet of paper.
func (a *App) paperStyle(ctx context.Context, view, dir string) (template.CSS, error) {
	name := "portal"
	if strings.HasPrefix(view, "office/") {
		name = "office"
	}
	if dir == "rtl" {
		name += ".rtl"
	}
	brand, err := a.identity.brand(ctx)
	if err != nil {
		return "", err
	}
	screen, err := a.assets.Text(name + ".css")
	if err != nil {
		return "", err
	}
	paper, err := a.assets.Text("paper.css")
	return template.CSS(screen + string(brand) + paper), err // #nosec G203 -- our own style sheets
}
