package i18n

import (
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/unicode/norm"
)

func tiny(t *testing.T, files map[string]string) *Catalog {
	t.Helper()
	fsys := fstest.MapFS{}
	if files["it.json"] == "" {
		fsys["it.json"] = &fstest.MapFile{Data: []byte(`{}`)}
	}
	for name, s := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(s)}
	}
	c, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachLanguageWritesDatesItsOwnWay(t *testing.T) {
	at := time.Date(2026, 3, 3, 10, 20, 0, 0, time.UTC)
	want := map[string][7]string{
		// date, with year, in figures, day and month, month and year, date and time, hours
		"it": {"martedì 3 marzo", "martedì 3 marzo 2026", "03/03/2026", "3 marzo", "marzo 2026", "martedì 3 marzo 2026, ore 10:20", "10:20–11:05"},
		"en": {"Tuesday 3 March", "Tuesday 3 March 2026", "03/03/2026", "3 March", "March 2026", "Tuesday 3 March 2026 at 10:20", "10:20–11:05"},
		"fr": {"mardi 3 mars", "mardi 3 mars 2026", "03/03/2026", "3 mars", "mars 2026", "mardi 3 mars 2026 à 10:20", "10:20–11:05"},
		"es": {"martes 3 de marzo", "martes 3 de marzo de 2026", "03/03/2026", "3 de marzo", "marzo de 2026", "martes 3 de marzo de 2026, a las 10:20", "10:20–11:05"},
		"ro": {"marți, 3 martie", "marți, 3 martie 2026", "03.03.2026", "3 martie", "martie 2026", "marți, 3 martie 2026, ora 10:20", "10:20–11:05"},
		"sq": {"e martë, 3 mars", "e martë, 3 mars 2026", "3.3.2026", "3 mars", "mars 2026", "e martë, 3 mars 2026, ora 10:20", "10:20–11:05"},
		"ar": {"الثلاثاء 3 مارس", "الثلاثاء 3 مارس 2026", "03/03/2026", "3 مارس", "مارس 2026", "الثلاثاء 3 مارس 2026، الساعة 10:20", "من 10:20 إلى 11:05"},
		"uk": {"вівторок, 3 березня", "вівторок, 3 березня 2026 року", "03.03.2026", "3 березня", "березень 2026 року", "вівторок, 3 березня 2026 року, о 10:20", "10:20–11:05"},
		"ru": {"вторник, 3 марта", "вторник, 3 марта 2026 года", "03.03.2026", "3 марта", "март 2026 года", "вторник, 3 марта 2026 года, в 10:20", "10:20–11:05"},
		"zh": {"3月3日星期二", "2026年3月3日星期二", "2026/3/3", "3月3日", "2026年3月", "2026年3月3日星期二 10:20", "10:20–11:05"},
		"bn": {"মঙ্গলবার, 3 মার্চ", "মঙ্গলবার, 3 মার্চ 2026", "03/03/2026", "3 মার্চ", "মার্চ 2026", "মঙ্গলবার, 3 মার্চ 2026, সময় 10:20", "10:20–11:05"},
		"ur": {"منگل 3 مارچ", "منگل 3 مارچ 2026", "03/03/2026", "3 مارچ", "مارچ 2026", "منگل 3 مارچ 2026، وقت 10:20", "10:20 سے 11:05 تک"},
	}
	c := tiny(t, nil)
	for _, lang := range Languages() {
		l := c.For(lang.Tag)
		got := [7]string{l.Date(at), l.DateYear(at), l.DateShort(at), l.DayMonth(at), l.Month(at),
			l.DateTime(at), l.TimeRange(at, at.Add(45*time.Minute))}
		for i := range got {
			if got[i] != norm.NFC.String(want[lang.Tag][i]) {
				t.Errorf("%s %d: %q, want %q", lang.Tag, i, got[i], want[lang.Tag][i])
			}
		}
	}
}

// TestADateBehindAPreposition: "до середа" is nobody's Ukrainian.
func TestADateBehindAPreposition(t *testing.T) {
	at, c := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), tiny(t, nil)
	for lang, want := range map[string]string{"it": "mercoledì 4 marzo 2026", "uk": "4 березня 2026 року", "ru": "4 марта 2026 года", "sq": "4 mars 2026"} {
		if got := c.For(lang).DateOn(at); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestDatesFollowGrammar(t *testing.T) {
	day := func(d, hour, minute int) time.Time { return time.Date(2026, 3, d, hour, minute, 0, 0, time.UTC) }
	c := tiny(t, nil)
	for _, x := range []struct{ got, want string }{
		{c.For("it").Date(day(1, 9, 0)), "domenica 1º marzo"},
		{c.For("fr").Date(day(1, 9, 0)), "dimanche 1er mars"},
		{c.For("es").Date(day(1, 9, 0)), "domingo 1 de marzo"},
		{c.For("es").DateTime(day(4, 1, 5)), "miércoles 4 de marzo de 2026, a la 01:05"},
		{c.For("es").DateTime(day(4, 13, 5)), "miércoles 4 de marzo de 2026, a las 13:05"},
		{c.For("uk").DateTime(day(6, 11, 0)), "пʼятниця, 6 березня 2026 року, об 11:00"},
		{c.For("uk").MonthName(time.March), "березень"},
		{c.For("ru").MonthName(time.May), "май"},
		{c.For("ru").DayMonth(time.Date(2026, 5, 9, 0, 0, 0, 0, time.UTC)), "9 мая"},
		{c.For("it").Time(day(1, 9, 5)), "09:05"},
		{c.For("ar").WeekdayName(time.Monday), "الاثنين"},
		{c.For("it").WeekdayName(time.Weekday(9)), ""},
		{c.For("it").MonthName(13), ""},
	} {
		if x.got != x.want {
			t.Errorf("got %q, want %q", x.got, x.want)
		}
	}
}

func TestEveryNameOfEveryCalendarIsThere(t *testing.T) {
	c := tiny(t, nil)
	for _, lang := range Languages() {
		l, seen := c.For(lang.Tag), map[string]bool{}
		for d := range time.Weekday(7) {
			seen[l.WeekdayName(d)] = true
		}
		for m := time.January; m <= time.December; m++ {
			seen[l.MonthName(m)] = true
		}
		if seen[""] || len(seen) != 19 {
			t.Errorf("%s: %d names of days and months, want 19 and none empty", lang.Tag, len(seen))
		}
		for name := range seen {
			if !norm.NFC.IsNormalString(name) {
				t.Errorf("%s: %q is not NFC", lang.Tag, name)
			}
		}
	}
}
