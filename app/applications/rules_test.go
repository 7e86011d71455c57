package applications

import (
	"slices"
	"testing"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/towntest"
)

// at is an application in a state, sent ten days ago.
func at(state string) *Application {
	return &Application{State: state, Terms: Terms{SentOn: tuesday.AddDays(-10)}, NewsOn: tuesday.AddDays(-10)}
}

// TestEverySteps: what the table has goes, what it has not does not, and each step has a
// way back.
func TestEverySteps(t *testing.T) {
	want := map[string][]string{
		Sent:      {Interview, Offer, Hired, NotHired, Pool, NoAnswer, Withdrawn, Elsewhere},
		Interview: {Interview, Offer, Hired, NotHired, Pool, NoAnswer, Withdrawn, Elsewhere},
		Offer:     {Hired, NotHired, NoAnswer, Withdrawn, Elsewhere},
		Pool:      {Interview, Offer, Hired, NotHired, Withdrawn, Elsewhere},
		NotHired:  {Interview, Offer, Hired, Pool},
		NoAnswer:  {Interview, Offer, Hired, NotHired, Pool, Elsewhere},
	}
	for _, from := range States() {
		for _, to := range States() {
			may := slices.Contains(want[from], to)
			if at(from).May(to) != may {
				t.Errorf("%s → %s: %v", from, to, !may)
			}
			if back := slices.Contains(Steps(), Step{From: to, To: from, Back: true}); back != may {
				t.Errorf("back from %s to %s: %v", to, from, back)
			}
		}
	}
	for _, state := range States() {
		a := at(state)
		if a.Awaiting() && !a.Open() {
			t.Errorf("%s waits and is closed", state)
		}
		if a.Answerable() == slices.Contains([]string{Hired, Withdrawn, Elsewhere}, state) {
			t.Errorf("%s: the employer may answer: %v", state, a.Answerable())
		}
	}
}

func TestWhatAStepMustSay(t *testing.T) {
	for name, x := range map[string]struct {
		m     Moved
		field string
	}{
		"tomorrow":            {Moved{To: Offer, On: tuesday.AddDays(1)}, "on-offer"},
		"before it was sent":  {Moved{To: Offer, On: tuesday.AddDays(-11)}, "on-offer"},
		"in two years":        {Moved{To: Interview, Facts: Facts{MeetOn: tuesday.AddDays(800)}}, "meet_on-interview"},
		"no such hour":        {Moved{To: Interview, Facts: Facts{MeetOn: tuesday, MeetClock: "25:00"}}, "meet_clock-interview"},
		"an hour of no day":   {Moved{To: Interview, Facts: Facts{MeetClock: "15:00"}}, "meet_on-interview"},
		"no reason":           {Moved{To: NotHired}, "reason-not_hired"},
		"an invented reason":  {Moved{To: NotHired, Facts: Facts{Reason: "ugly"}}, "reason-not_hired"},
		"other without words": {Moved{To: NotHired, Facts: Facts{Reason: Other}, Note: " "}, "note-not_hired"},
		"no such contract":    {Moved{To: Hired, Facts: Facts{Contract: "handshake"}}, "contract-hired"},
		"begun too early":     {Moved{To: Hired, Facts: Facts{StartsOn: tuesday.AddDays(-11)}}, "starts_on-hired"},
		"control characters":  {Moved{To: NoAnswer, Note: "a\x00b"}, "note-no_answer"},
	} {
		if x.m.On.IsZero() {
			x.m.On = tuesday
		}
		x.m.clean()
		f, ok := fault.As(x.m.check(at(Sent), tuesday))
		if !ok || f.Fields[0].Name != x.field {
			t.Errorf("%s: %v", name, f)
		}
	}
	m := Moved{To: Interview, On: tuesday, Facts: Facts{MeetOn: tuesday, MeetClock: " 9.30 ", MeetPlace: " Via  Prova ", Reason: "filled", Contract: "fixed", StartsOn: tuesday}}
	m.clean()
	if m.Facts != (Facts{MeetOn: tuesday, MeetClock: "09:30", MeetPlace: "Via Prova"}) {
		t.Errorf("an interview says %+v", m.Facts)
	}
	if err := m.check(at(Sent), tuesday); err != nil {
		t.Error(err)
	}
}

func TestSilence(t *testing.T) {
	for _, x := range []struct {
		a    Application
		want int
	}{
		{Application{State: Sent, NewsOn: tuesday.AddDays(-30)}, 30},
		{Application{State: Sent, NewsOn: tuesday}, 0},
		{Application{State: Interview, NewsOn: tuesday.AddDays(-40), Facts: Facts{MeetOn: tuesday.AddDays(-5)}}, 5},
		{Application{State: Interview, NewsOn: tuesday.AddDays(-40), Facts: Facts{MeetOn: tuesday.AddDays(5)}}, 0},
		{Application{State: Offer, NewsOn: towntest.Day("2026-03-28")}, 241}, // across the changes of the clock
		{Application{State: Pool, NewsOn: tuesday.AddDays(-90)}, 0},
		{Application{State: NotHired, NewsOn: tuesday.AddDays(-90)}, 0},
	} {
		if got := x.a.Silence(tuesday); got != x.want {
			t.Errorf("%s since %s: %d days, want %d", x.a.State, x.a.NewsOn, got, x.want)
		}
	}
}

// TestWhatStands: steps back take away the last step that stands, and never the first.
func TestWhatStands(t *testing.T) {
	move := func(to string, on string, f Facts) Move {
		return Move{From: "x", To: to, On: towntest.Day(on), Facts: f}
	}
	back := Move{Back: true, From: "x", To: "y"}
	first := Move{To: Sent, On: towntest.Day("2026-11-01")}
	meet := move(Interview, "2026-11-05", Facts{MeetOn: towntest.Day("2026-11-20")})
	again := move(Interview, "2026-11-21", Facts{MeetOn: towntest.Day("2026-11-25")})
	hired := move(Hired, "2026-11-26", Facts{StartsOn: towntest.Day("2026-12-01")})
	for name, x := range map[string]struct {
		moves                       []Move
		state                       string
		news, interviewed, hiredDay desks.Date
	}{
		"sent":                  {[]Move{first}, Sent, towntest.Day("2026-11-01"), desks.Date{}, desks.Date{}},
		"hired":                 {[]Move{first, meet, again, hired}, Hired, towntest.Day("2026-11-26"), towntest.Day("2026-11-20"), towntest.Day("2026-11-26")},
		"hired by mistake":      {[]Move{first, meet, again, hired, back}, Interview, towntest.Day("2026-11-21"), towntest.Day("2026-11-20"), desks.Date{}},
		"back to the beginning": {[]Move{first, meet, back, back, back}, Sent, towntest.Day("2026-11-01"), desks.Date{}, desks.Date{}},
		"back and on":           {[]Move{first, meet, back, hired}, Hired, towntest.Day("2026-11-26"), desks.Date{}, towntest.Day("2026-11-26")},
	} {
		a := &Application{Terms: Terms{SentOn: towntest.Day("2026-11-01")}}
		a.settle(stands(x.moves))
		if a.State != x.state || a.NewsOn != x.news || a.InterviewedOn != x.interviewed || a.HiredOn != x.hiredDay {
			t.Errorf("%s: %s, news %s, interviewed %s, hired %s", name, a.State, a.NewsOn, a.InterviewedOn, a.HiredOn)
		}
	}
}

func TestOnlyAddressesOfTheWebAreLinks(t *testing.T) {
	for typed, want := range map[string]string{
		"https://lavoro.example/12": "https://lavoro.example/12", "http://lavoro.example": "http://lavoro.example",
		"javascript:alert(1)": "", "data:text/html,x": "", "//lavoro.example": "", "https://": "", "https://chi@lavoro.example": "",
		"In bacheca al supermercato": "", "": "", "file:///etc/passwd": "", "HTTPS://Lavoro.example/a b": "https://Lavoro.example/a%20b",
	} {
		if got := (&Terms{Advert: typed}).AdvertURL(); got != want {
			t.Errorf("%q leads to %q", typed, got)
		}
	}
}

func TestTheForm(t *testing.T) {
	good := Form{Road: Own, Terms: Terms{Position: " Cuoca ", Employer: "Prova", Means: "site", SentOn: tuesday}}
	for name, x := range map[string]struct {
		change func(*Form)
		field  string
	}{
		"no road":       {func(f *Form) { f.Road = "" }, "road"},
		"no job":        {func(f *Form) { f.Position = " " }, "position"},
		"no employer":   {func(f *Form) { f.Employer = "" }, "employer"},
		"no means":      {func(f *Form) { f.Means = "pigeon" }, "means"},
		"no day":        {func(f *Form) { f.SentOn = desks.Date{} }, "sent_on"},
		"tomorrow":      {func(f *Form) { f.SentOn = tuesday.AddDays(1) }, "sent_on"},
		"ages ago":      {func(f *Form) { f.SentOn = towntest.Day("2020-01-01") }, "sent_on"},
		"a long advert": {func(f *Form) { f.Advert = string(make([]byte, 501)) }, "advert"},
	} {
		f := good
		x.change(&f)
		f.clean()
		got, ok := fault.As(f.check(tuesday))
		if !ok || got.Fields[0].Name != x.field {
			t.Errorf("%s: %v", name, got)
		}
	}
	good.clean()
	if err := good.check(tuesday); err != nil || good.Position != "Cuoca" {
		t.Error(err, good.Position)
	}
}
