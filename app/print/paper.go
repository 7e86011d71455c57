package print

import (
	"html"
	"strings"

	"github.com/chromedp/chromedp"

	"approdo/app/i18n"
)

// PageMark and PagesMark stand in Sheet.Number where the number of the page and that of
// all pages belong.
const (
	PageMark  = "\uE000"
	PagesMark = "\uE001"
)

// letters are the fonts of the foot, as paper.css names them for the document.
const letters = `'Noto Sans','Noto Sans Arabic','Noto Sans Bengali','Noto Sans CJK SC',sans-serif`

// paper is how every document is printed: A4 unless its style says otherwise, tagged.
func paper(s Sheet) []chromedp.PDFOption {
	return []chromedp.PDFOption{
		chromedp.PDFPaper(chromedp.PaperA4),
		chromedp.PDFPreferCSSPageSize(),
		chromedp.PDFPrintBackground(),
		chromedp.PDFOutlineAndTagged(),
		chromedp.PDFStream(),
		chromedp.PDFHeaderTemplate(`<span></span>`),
		chromedp.PDFFooterTemplate(foot(s)),
	}
}

// foot is the line at the foot of a page. The browser draws it in a document of its
// own, with the letters' size at zero.
func foot(s Sheet) string {
	number := strings.NewReplacer(
		PageMark, `<span class="pageNumber"></span>`,
		PagesMark, `<span class="totalPages"></span>`,
	).Replace(html.EscapeString(s.Number))
	return `<div lang="` + html.EscapeString(s.Lang) + `" dir="` + i18n.Dir(s.Lang) + `" style="display:flex;justify-content:space-between;gap:8mm;` +
		`width:100%;margin:0 15mm;padding-top:1.5mm;border-top:.5pt solid #b8c4c8;font:7.5pt/1.4 ` + letters + `;color:#4a5f67">` +
		`<span>` + html.EscapeString(s.Foot) + `</span><span style="white-space:nowrap">` + number + `</span></div>`
}
