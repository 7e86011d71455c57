package main

import (
	"os"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/i18n"
	"approdo/cmd/approdo/journeytest"
	"approdo/locales"
)

// The journeys run the real program: built once, with its own PostgreSQL and a real
// mail server, looked at through a real browser. Words come from the locales, so that
// a better sentence breaks no test.

// program is built by the first journey that needs it.
var program journeytest.Binary

func TestMain(m *testing.M) { testdb.Main(m) }

// within is a limit by the clock; the race detector may take three times as long.
func within(limit time.Duration) time.Duration {
	if journeytest.Raced {
		return 3 * limit
	}
	return limit
}

// world is what the journeys of TestJourneys share: one running program with the demo
// in it and one browser.
type world struct {
	*journeytest.Program
	browser *journeytest.Browser
	words   *i18n.Catalog
}

// TestJourneys walks through the program as people do.
func TestJourneys(t *testing.T) {
	w := newWorld(t, journeytest.StartOptions{})
	t.Logf("first start %s", w.Ready.Round(1e6))
	for _, journey := range []struct {
		name string
		walk func(*testing.T, *world)
	}{
		{"a citizen books on a phone", citizenBooks},
		{"a link shows little and changes nothing by being opened", linkIsSafe},
		{"a citizen cancels", citizenCancels},
		{"a citizen moves", citizenMoves},
		{"a citizen opens their area", citizenOpensArea},
		{"a form comes back with what was typed", formComesBack},
		{"a form survives its session", formSurvivesItsSession},
		{"a month is chosen without losing the place", monthIsChosen},
		{"languages", languages},
		{"every page for everybody", pagesForEverybody},
		{"budget", budget},
		{"patience of a phone", patienceOfAPhone},
		{"the keyboard is enough", keyboardIsEnough},
		{"pressed twice, booked once", pressedTwice},
		{"fifty people want one time", fiftyWantOne},
	} {
		if !t.Run(journey.name, func(t *testing.T) { journey.walk(t, w) }) {
			t.Logf("%s failed", journey.name)
		}
	}
}

func newWorld(t *testing.T, o journeytest.StartOptions) *world {
	t.Helper()
	words, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Program: program.Start(t, o), browser: journeytest.NewBrowser(t), words: words}
}

// link is an address in a language.
func (w *world) link(lang, path string) string { return w.URL + i18n.Path(lang, path) }

// picture leaves a screenshot where `make screenshots` asks for them.
func picture(p *journeytest.Page, name string) {
	if folder := os.Getenv("SCREENSHOTS"); folder != "" {
		p.Screenshot(folder, name)
	}
}
