package consents

import (
	"cmp"
	"embed"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"approdo/app/fault"
	"approdo/app/i18n"
)

//go:embed texts/*.yaml
var textFiles embed.FS

// latest is the version of each purpose that is shown now. A version that somebody may
// have read is never changed: new words are a new file and the next number here.
var latest = map[string]int{Matching: 1, Sharing: 1, Newsletter: 1, Survey: 1}

// Text is what a purpose asks for, in one language.
type Text struct {
	Purpose string `yaml:"-"`
	Version int    `yaml:"-"`
	Lang    string `yaml:"-"`
	// Title names the purpose; Words are what the person agrees to; Meaning says it
	// plainly, Without what happens without it (nothing bad).
	Title   string `yaml:"title"`
	Words   string `yaml:"words"`
	Meaning string `yaml:"meaning"`
	Without string `yaml:"without"`
}

// TextOf gives the text of a purpose shown now, in a language (in Italian where that is
// missing), about an employer where it names one; the words say the address too, for the
// CV goes there whatever the name is. An unknown purpose is NotFound.
func TextOf(purpose, lang, employer, email string) (Text, error) {
	return textOf(purpose, latest[purpose], lang, employer, email)
}

func textOf(purpose string, version int, lang, employer, email string) (Text, error) {
	if latest[purpose] == 0 || version < 1 || version > latest[purpose] {
		return Text{}, fault.Missing()
	}
	all, err := readTexts(purpose, version)
	if err != nil {
		return Text{}, err
	}
	t, ok := all[lang]
	if !ok {
		lang, t = i18n.Italian, all[i18n.Italian]
	}
	t.Purpose, t.Version, t.Lang = purpose, version, lang
	name := cmp.Or(employer, "…")
	for _, s := range []*string{&t.Title, &t.Meaning, &t.Without} {
		*s = strings.ReplaceAll(*s, "{Employer}", name)
	}
	if email != "" {
		name = isolate + name + " (" + email + ")" + endIsolate
	}
	t.Words = strings.ReplaceAll(t.Words, "{Employer}", name)
	return t, nil
}

// A name with its address is one piece in whatever direction the sentence runs.
const (
	isolate    = "\u2068"
	endIsolate = "\u2069"
)

func readTexts(purpose string, version int) (map[string]Text, error) {
	raw, err := textFiles.ReadFile(fmt.Sprintf("texts/%s.%d.yaml", purpose, version))
	if err != nil {
		return nil, fault.Wrap(err, "read the text of a consent")
	}
	all := map[string]Text{}
	return all, fault.Wrap(yaml.Unmarshal(raw, &all), "read the text of a consent")
}
