package web

import (
	"encoding/base64"
	"html/template"

	"github.com/skip2/go-qrcode"

	"approdo/app/fault"
	"approdo/app/i18n"
)

// What leaves the reader's own screen: paper, displays, the code a phone scans.

// In is another language than the reader's: a printed ticket speaks its bearer's.
func (a *App) In(lang string) *i18n.Localizer { return a.catalog.For(lang) }

// Address is the whole address of a page in a language, to be printed or scanned.
func (a *App) Address(lang, path string) string { return a.baseURL + i18n.Path(lang, path) }

// Code is a picture of an address (PNG, a data: URL) that a phone's camera opens.
func Code(address string) (template.URL, error) {
	png, err := qrcode.Encode(address, qrcode.Medium, 264)
	if err != nil {
		return "", fault.Wrap(err, "draw code")
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)), nil // #nosec G203 -- our own picture
}
