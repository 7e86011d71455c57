package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"approdo/app/cases"
	"approdo/app/i18n"
)

// TestThePrivacyNoticeHasAVersion: every case records which notice was handed over, so
// a changed text needs a new version.
func TestThePrivacyNoticeHasAVersion(t *testing.T) {
	sum := sha256.New()
	for _, l := range i18n.Languages() {
		texts := map[string]any{}
		if err := json.Unmarshal([]byte(readFile(t, "../locales/"+l.Tag+".json")), &texts); err != nil {
			t.Fatal(err)
		}
		var keys []string
		for key := range texts {
			if strings.HasPrefix(key, "privacy.") {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		for _, key := range keys {
			text, _ := texts[key].(string)
			sum.Write([]byte(l.Tag + "\x00" + key + "\x00" + text + "\x00"))
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil))[:16]; got != cases.NoticeSum {
		t.Errorf("the privacy notice has changed since version %s: give app/cases a new NoticeVersion, and %q as NoticeSum", cases.NoticeVersion, got)
	}
}
