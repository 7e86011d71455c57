package office_test

import (
	"io"
	"testing"

	"approdo/app/cases"
	"approdo/app/i18n"
	"approdo/app/office"
	"approdo/app/office/paths"
	"approdo/app/web"
	"approdo/app/web/webtest"
)

// What is handed to a person speaks every language.
func TestEveryHandedViewIsDrawnWithNothingInIt(t *testing.T) {
	s := webtest.New(t, tuesday, webtest.Menus{})
	s.DrawZero(t, "handed/", "layouts/handed", i18n.Languages(), map[string]func() web.Framer{
		"handed/sign": func() web.Framer { return &paths.HandPage{Sheet: new(paths.DocumentPrintPage)} },
		"handed/done": func() web.Framer { return new(paths.HandDonePage) },
	})
}

// The parts of a version that only some have are drawn too.
func TestScansAndSignaturesAreDrawnWithNothingInThem(t *testing.T) {
	s := webtest.New(t, tuesday, webtest.Menus{Office: office.Menu()})
	for name, page := range map[string]web.Framer{
		"office/cases/document": &paths.DocumentPage{Doc: new(cases.Document), Scans: &paths.ScanPanel{Rows: make([]paths.ScanRow, 1)}, Signature: new(paths.SignaturePanel)},
		"office/cases/paper":    &paths.DocumentPrintPage{Signed: new(paths.SignedSheet)},
	} {
		for _, l := range i18n.OfficeLanguages() {
			if err := s.Web.Draw(io.Discard, l.Tag, "layouts/office", name, page); err != nil {
				t.Errorf("%s in %s: %v", name, l.Tag, err)
			}
		}
	}
}
