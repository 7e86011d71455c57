package cvs

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/europass"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/locales"
)

// secrets are what says whose a CV is: each field of the canary is a word of its own.
var secrets = []string{"Canarina", "Uccellini", "كناريا", "Voliera", "Gabbianella", "70043", "canarina@piume.example", "+393471234567", "3471234567", "347 123 4567",
	"RSSMRA85T50A562S", "1985", "10/12/1985", "Officinacanora", "Liceocanoro", "Nidolandia", "MA", "PH", "www.piume.example", "uccellini"}

// shown are what a blind CV must say.
var shown = []string{"Pasticciere/a", "Dolciaria", "lievitati", "Licenza media", "Alberghiero", "impastatrice", "Polignano", "glassare"}

// canary is somebody of whom every field is a word of its own.
func canary() people.Form {
	return people.Form{Identity: people.Identity{Given: "Canarina", Surname: "Uccellini", OwnName: "كناريا", Sex: "F", BornOn: time.Date(1985, 12, 10, 0, 0, 0, 0, time.UTC),
		BirthPlace: "Nidolandia", BirthCountry: "MA", Citizenship: "MA", SecondCitizenship: "PH", Lang: "ar", Street: "Via Gabbianella 7", PostalCode: "70043", City: "Polignano", Province: "BA"},
		Contacts: []people.Contact{{Kind: people.Phone, Value: "+393471234567", Note: "Voliera"}, {Kind: people.Email, Value: "canarina@piume.example"}}, Checked: true}
}

// canaryFile is a person whose texts say everything of them everywhere.
func (h *town) canaryFile() int64 {
	h.t.Helper()
	id, err := people.Open(h.ctx, h.db, h.anna, h.a, canary(), h.now)
	h.must(err)
	everything := "Sono Canarina Uccellini (كناريا), nata il 10/12/1985 a Nidolandia, RSSMRA85T50A562S, Via Gabbianella, tel. 347 123 4567 o +393471234567, canarina@piume.example, www.piume.example, da Officinacanora"
	for kind, data := range map[string]map[string]string{
		"job":       {"occupation": "Pasticciera, signora UCCELLINI", "employer": "Officinacanora", "sector": "Dolciaria", "country": "MA", "from": "1985-01", "to": "1985-12", "duties": "lievitati. " + everything[:200]},
		"education": {"title": "Licenza media al Liceocanoro", "isced": "2", "field": "Alberghiero", "school": "Liceocanoro", "country": "PH", "year": "1999", "recognised": "recognised"},
		"language":  {"lang": "ar", "mother": "1"},
		"licence":   {"type": "haccp", "title": "di Canarina, 3471234567"},
		"permit":    {"type": "asylum"},
	} {
		_, err := people.AddEntry(h.ctx, h.db, h.anna, id, kind, data, h.now)
		h.must(err)
	}
	h.prefer(id)
	all, err := preferences.List(h.ctx, h.db, h.anna, id)
	h.must(err)
	f := all[0].Form
	f.SkillText, f.Tools, f.Licences, f.Note = "glassare; "+everything, "impastatrice di Canarina", "B, uccellini", "Voliera: "+everything
	h.must(preferences.Change(h.ctx, h.db, h.anna, id, all[0].ID, f, h.now))
	return id
}

func TestABlindCVSaysNothingOfWhoItIs(t *testing.T) {
	h := build(t, testdb.Tx(t))
	h.person = h.canaryFile()
	v, err := SaveMade(h.ctx, h.db, h.vault, h.anna, h.person, made("uno", &europass.Profile{Given: "Canarina", Phones: []string{"+393471234567"}}), h.now)
	h.must(err)
	b, err := blindOf(h.ctx, h.db, v)
	h.must(err)
	raw, err := json.Marshal(b)
	h.must(err)
	catalog, err := i18n.Load(locales.FS)
	h.must(err)
	texts := map[string]string{"the struct": string(raw)}
	for _, l := range i18n.Languages() {
		raw, err := json.Marshal(b.Told(catalog.For(l.Tag)))
		h.must(err)
		texts[l.Tag] = string(raw)
	}
	for name, text := range texts {
		for _, s := range secrets {
			if len(s) > 2 && strings.Contains(strings.ToLower(text), strings.ToLower(s)) || len(s) == 2 && strings.Contains(text, `"`+s+`"`) {
				t.Errorf("%s says %q: %s", name, s, text)
			}
		}
		for _, s := range shown {
			if !strings.Contains(text, s) {
				t.Errorf("%s does not say %q: %s", name, s, text)
			}
		}
	}
	if len(b.Languages) != 1 || b.Languages[0].Level != "C2" || b.Jobs[0].Months != 12 {
		t.Errorf("languages %+v, jobs %+v", b.Languages, b.Jobs)
	}
}

func TestScrubbing(t *testing.T) {
	s := scrubberOf("Mario De Rossi", "Μαρία", "李 伟")
	for text, want := range map[string]string{
		"Cuoco di carne":                       "Cuoco di carne",
		"Mi chiamo Mario, cuoco":               "Mi chiamo …, cuoco",
		"MARIO DE ROSSI mario@x.example":       "…",
		"chiama 080 123 4567 o scrivi":         "chiama … o scrivi",
		"dal 3/4/1990":                         "dal …",
		"Μαρία μαγειρεύει":                     "… μαγειρεύει",
		"Rossini è un'altra persona":           "Rossini è un'altra persona",
		"patente B, 3 anni, 12 ore, 8000 euro": "patente B, 3 anni, 12 ore, 8000 euro",
		"٠٨٠١٢٣٤٥٦٧":                           "…",
	} {
		if got := s.clean(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestHowLongAJobWas(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     int
	}{{"2019-03", "2019-03", 1}, {"2019", "2020", 24}, {"2019-11", "2020-02", 4}, {"2020", "", 0}, {"", "2020", 0}, {"2020-05", "2019-01", 0}, {"x", "y", 0}} {
		if got := months(c.from, c.to); got != c.want {
			t.Errorf("%s to %s is %d months, want %d", c.from, c.to, got, c.want)
		}
	}
}
