package i18n

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"sync"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Catalog holds every sentence of every language. It does not change after Load
// and is safe for concurrent use.
type Catalog struct {
	localizers map[string]*Localizer
	// told remembers what was already reported, so that a missing sentence on a
	// busy page is one line of log and not a flood.
	told sync.Map
}

// Load reads <lang>.json and office.<lang>.json from the root of fsys. It fails on
// any other .json file, on a file or message of the wrong shape, on a key that
// stands in both files of a language, and when it.json is missing. A language
// without a file, or with sentences missing, falls back to Italian.
func Load(fsys fs.FS) (*Catalog, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list locales: %w", err)
	}
	sets := map[string]map[string]entry{}
	for _, name := range names {
		lang, err := langOfFile(name)
		if err != nil {
			return nil, err
		}
		if sets[lang] == nil {
			sets[lang] = map[string]entry{}
		}
		if err := readFile(fsys, name, sets[lang]); err != nil {
			return nil, err
		}
	}
	if sets[Italian] == nil {
		return nil, fmt.Errorf("locales: it.json is missing")
	}
	return build(sets)
}

// For gives the localizer of a language; the Italian one for an unknown tag.
func (c *Catalog) For(lang string) *Localizer {
	if l, ok := c.localizers[lang]; ok {
		return l
	}
	return c.localizers[Italian]
}

// Has reports whether the language itself (no fallback) has a sentence for the key.
func (c *Catalog) Has(lang, key string) bool {
	l, ok := c.localizers[lang]
	if !ok {
		return false
	}
	_, ok = l.messages[key]
	return ok
}

func langOfFile(name string) (string, error) {
	base := strings.TrimSuffix(path.Base(name), ".json")
	if tag, office := strings.CutPrefix(base, "office."); office {
		if i := find(tag); i < 0 || i >= len(OfficeLanguages()) {
			return "", fmt.Errorf("locales: %s is not a file of the back-office's languages", name)
		}
		return tag, nil
	}
	if !Supported(base) {
		return "", fmt.Errorf("locales: %s is not a file of the portal's languages", name)
	}
	return base, nil
}

func build(sets map[string]map[string]entry) (*Catalog, error) {
	c := &Catalog{localizers: map[string]*Localizer{}}
	for _, lang := range Languages() {
		tag := language.MustParse(lang.Tag)
		// One bundle a language: a bundle of several chooses among them with the
		// matcher of x/text at each sentence, which is slow and not what we chose.
		bundle := goi18n.NewBundle(tag)
		for key, m := range sets[lang.Tag] {
			if err := bundle.AddMessages(tag, m.message(key)); err != nil {
				return nil, fmt.Errorf("locale %s: %w", lang.Tag, err)
			}
		}
		c.localizers[lang.Tag] = &Localizer{
			lang:     lang,
			catalog:  c,
			messages: sets[lang.Tag],
			plurals:  goi18n.NewLocalizer(bundle, lang.Tag),
			printer:  message.NewPrinter(latinDigits(tag)),
			calendar: calendars(lang.Tag),
		}
	}
	return c, nil
}

func (c *Catalog) report(what, lang, key string) {
	if _, seen := c.told.LoadOrStore(what+"|"+lang+"|"+key, true); !seen {
		slog.Warn("i18n: "+what, "lang", lang, "key", key)
	}
}
