package consents

import (
	"strings"
	"testing"

	"approdo/app/i18n"
)

// TestTheWordsNameTheAddress keeps that nobody says yes to a name while the CV goes to an
// address they never saw, in any language, and that no other part repeats it.
func TestTheWordsNameTheAddress(t *testing.T) {
	for _, l := range i18n.Languages() {
		x, err := TextOf(Sharing, l.Tag, "Officina Prova", "lavoro@officina.example")
		if err != nil || x.Lang != l.Tag || strings.Count(x.Words, "Officina Prova (lavoro@officina.example)") != 1 {
			t.Errorf("%s: %q %v", l.Tag, x.Words, err)
		}
		if strings.Contains(x.Title+x.Meaning+x.Without, "@") {
			t.Errorf("%s: the address stands outside the words", l.Tag)
		}
	}
	if x, err := TextOf(Sharing, "it", "", ""); err != nil || !strings.Contains(x.Words, "a …") {
		t.Errorf("without a name: %q %v", x.Words, err)
	}
}
