package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/app/people"
	"approdo/app/preferences"
	"approdo/cmd/approdo/journeytest"
)

// ownCV is where a person hands their CV in.
const ownCV = "/area-personale/cv"

// unraced leaves a siege to the run without the race detector, whose memory and time are
// not the program's; make check has both.
func unraced(t *testing.T) {
	t.Helper()
	if journeytest.Raced {
		t.Skip("SKIPPED with the race detector: nothing of it was checked in this run, make check besieges a program without it")
	}
}

// siege is a running program, its database, and the coordination signed in.
type siege struct {
	*journeytest.Program
	db     *bun.DB
	words  *i18n.Catalog
	office *poster
}

func newSiege(t *testing.T) *siege {
	t.Helper()
	env := "DATABASE_URL=" + testdb.DSN(t)
	s := &siege{Program: program.Start(t, journeytest.StartOptions{Env: []string{env}}), words: catalog(t)}
	pools, err := db.Open(strings.TrimPrefix(env, "DATABASE_URL="), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pools.Close() })
	s.db, s.office = pools.Web, newPoster(t, s.URL).signIn("coordinamento@demo.example")
	return s
}

// citizen is a person whose file misses nothing a CV needs, in their own area.
func (s *siege) citizen(t *testing.T, name, lang string) *citizen {
	t.Helper()
	return &citizen{siege: s, poster: s.office.enter(s.person(t, name, lang)), lang: lang}
}

// person is somebody whose file misses nothing a CV needs.
func (s *siege) person(t *testing.T, name, lang string) int64 {
	t.Helper()
	ctx, seed, now := t.Context(), auth.Program("seed"), time.Now()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var desk, job int64
	must(s.db.NewRaw("SELECT (SELECT min(id) FROM desks), (SELECT min(id) FROM occupations)").Scan(ctx, &desk, &job))
	id, err := people.Open(ctx, s.db, seed, desk, people.Form{Identity: people.Identity{Given: name, Surname: "Finta", Lang: lang}}, now)
	must(err)
	_, err = people.AddEntry(ctx, s.db, seed, id, "education", map[string]string{"title": "Licenza media", "isced": "2"}, now)
	must(err)
	_, err = preferences.Add(ctx, s.db, seed, id, preferences.Form{OccupationID: job}, now)
	must(err)
	return id
}

// citizen hands things in.
type citizen struct {
	*siege
	*poster
	lang string
}

func (c *citizen) page() string { return i18n.Path(c.lang, ownCV) }

// hands posts the form of the page with files.
func (c *citizen) hands(t *testing.T, files ...sent) reply {
	t.Helper()
	f := c.multi(c.page(), ownCV)
	f.fields.Set("warned", "1")
	body, kind := f.body(t, "file", files...)
	got, err := c.post(f.action, kind, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// reads waits until the page says words, and gives it.
func (c *citizen) reads(t *testing.T, words string) string {
	t.Helper()
	text := ""
	for deadline := time.Now().Add(within(30 * time.Second)); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		answer, err := c.client.Get(c.poster.base + c.page())
		if err != nil {
			t.Fatal(err)
		}
		text, err = readable(answer)
		_ = answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, squeezed(words)) {
			return text
		}
	}
	t.Fatalf("the page does not say %q:\n%s", words, text)
	return ""
}

// stands fails unless the program went on answering and stayed small.
func (s *siege) stands(t *testing.T, p pulse) {
	t.Helper()
	most := memory(t, s.Program, "VmHWM")
	t.Logf("meanwhile pages took %s, at worst %s; at most %d MB", p.usual, p.worst, most)
	if p.failed != nil || p.usual > within(time.Second) || p.worst > within(3*time.Second) {
		t.Errorf("other pages waited %s, at worst %s: %v", p.usual, p.worst, p.failed)
	}
	if most > mostMemory {
		t.Errorf("the program held %d MB, at most %d", most, mostMemory)
	}
}
