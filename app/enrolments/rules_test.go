package enrolments

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"approdo/app/desks"
	"approdo/app/fault"
)

func TestSteps(t *testing.T) {
	const want = "requested→waiting_list requested→admitted requested→refused requested→withdrawn waiting_list→admitted waiting_list→refused waiting_list→withdrawn " +
		"admitted→attending admitted→withdrawn attending→completed attending→dropped"
	var all []string
	for _, from := range States() {
		for _, to := range States() {
			if (&Enrolment{State: from}).May(to) {
				all = append(all, from+"→"+to)
			}
		}
	}
	if got, wanted := len(all), len(strings.Fields(want)); got != wanted {
		t.Errorf("the table allows %d steps, want %d", got, wanted)
	}
	for _, step := range all {
		if !strings.Contains(want+" ", step+" ") {
			t.Errorf("the table allows %s", step)
		}
	}
	for _, s := range States() {
		over := s == Completed || s == Dropped || s == Refused || s == Withdrawn
		if (&Enrolment{State: s}).Over() != over {
			t.Errorf("%s: over is %v", s, !over)
		}
	}
}

func TestPath(t *testing.T) {
	step := func(to string) Move { return Move{Kind: MoveStep, To: to} }
	back, sure := Move{Kind: MoveBack}, Move{Kind: MoveConfirm}
	for _, c := range []struct {
		moves        []Move
		path, before string
	}{
		{nil, "", ""},
		{[]Move{step(Attending)}, "attending", ""},
		{[]Move{step(Requested), step(Admitted)}, "requested admitted", Requested},
		{[]Move{step(Requested), sure, step(WaitingList), step(Admitted), back}, "requested waiting_list", Requested},
		{[]Move{step(Requested), step(WaitingList), back, step(Admitted), step(Attending)}, "requested admitted attending", Admitted},
		{[]Move{back, step(Requested)}, "requested", ""},
	} {
		var got []string
		for _, m := range Path(c.moves) {
			got = append(got, m.To)
		}
		if strings.Join(got, " ") != c.path || Before(c.moves) != c.before {
			t.Errorf("the path is %v before %q, want %s before %q", got, Before(c.moves), c.path, c.before)
		}
	}
}

func TestNext(t *testing.T) {
	for _, c := range []struct{ state, starts, ends, certificate, want string }{
		{Requested, "", "", "", "answer"},
		{Requested, "2026-11-24", "", "", "answer"},
		{Requested, "2026-11-23", "", "", "begun 2026-11-23"},
		{WaitingList, "2026-12-01", "", "", "place"},
		{WaitingList, "2026-11-01", "", "", "begun 2026-11-01"},
		{Admitted, "", "", "", "dates"},
		{Admitted, "2026-11-24", "", "", "start 2026-11-24"},
		{Admitted, "2026-11-23", "", "", "begun 2026-11-23"},
		{Attending, "2026-11-01", "", "", "runs"},
		{Attending, "2026-11-01", "2026-11-24", "", "end 2026-11-24"},
		{Attending, "2026-11-01", "2026-11-23", "", "over 2026-11-23"},
		{Completed, "", "", "", "certificate"},
		{Completed, "", "", "HACCP", ""},
		{Dropped, "2026-11-01", "2026-11-02", "", ""},
		{Refused, "2026-11-01", "", "", ""},
		{Withdrawn, "2026-12-01", "", "", ""},
	} {
		p := Enrolment{State: c.state, Certificate: c.certificate}
		for into, s := range map[*desks.Date]string{&p.StartsOn: c.starts, &p.EndsOn: c.ends} {
			if s != "" {
				*into = day(s)
			}
		}
		what, on := p.Next(tuesday)
		if !on.IsZero() {
			what += " " + on.String()
		}
		if what != c.want {
			t.Errorf("%+v: next is %q", c, what)
		}
	}
}

func TestProposal(t *testing.T) {
	p := func(kind, course, certificate string) *Enrolment {
		return &Enrolment{MovedOn: tuesday, Certificate: certificate, Terms: Terms{Kind: kind, Course: course, Provider: "Ente"}}
	}
	for _, c := range []struct {
		p     *Enrolment
		level string
		want  string
	}{
		{p(Licence, "Corso HACCP base", ""), "", "licence map[title:Corso HACCP base type:haccp]"},
		{p(Licence, "Patentino del muletto", "Abilitazione carrelli"), "3", "licence map[title:Abilitazione carrelli type:forklift]"},
		{p(Licence, "Carrellista", ""), "", "licence map[title:Carrellista type:forklift]"},
		{p(Licence, "Gru a torre", ""), "", "licence map[title:Gru a torre type:crane]"},
		{p(Licence, "Primo soccorso", ""), "", "licence map[title:Primo soccorso type:first_aid]"},
		{p(Licence, "In gruppo con i droni", ""), "", "licence map[title:In gruppo con i droni type:other]"},
		{p(Vocational, "Cuoco", ""), "2", "education map[isced:3 school:Ente title:Cuoco year:2026]"},
		{p(School, "Terza media", "Licenza media"), "", "education map[field:Terza media isced:2 school:Ente title:Licenza media year:2026]"},
		{p(Italian, "Italiano A2", ""), "6", "education map[isced:6 school:Ente title:Italiano A2 year:2026]"},
		{p(Short, "Excel", ""), "", "education map[isced: school:Ente title:Excel year:2026]"},
	} {
		kind, data := c.p.Proposal(c.level)
		if got := fmt.Sprint(kind, " ", maps.Clone(data)); got != c.want {
			t.Errorf("%s becomes %s, want %s", c.p.Course, got, c.want)
		}
	}
}

func TestFormCheck(t *testing.T) {
	for _, c := range []struct {
		change func(*Form)
		field  string
	}{
		{func(*Form) {}, ""},
		{func(f *Form) { f.Course = "  " }, "course"},
		{func(f *Form) { f.Course = strings.Repeat("è", MaxShort+1) }, "course"},
		{func(f *Form) { f.Provider = "a\x00" }, "provider"},
		{func(f *Form) { f.Kind = "" }, "kind"},
		{func(f *Form) { f.Kind = "university" }, "kind"},
		{func(f *Form) { f.Mode = "dream" }, "mode"},
		{func(f *Form) { f.Mode = "" }, ""},
		{func(f *Form) { f.Hours = "tante" }, "hours"},
		{func(f *Form) { f.Hours = "-3" }, "hours"},
		{func(f *Form) { f.Hours = "5001" }, "hours"},
		{func(f *Form) { f.Hours = "1 200" }, ""},
		{func(f *Form) { f.StartsOn = day("2015-12-31") }, "starts_on"},
		{func(f *Form) { f.EndsOn = day("2032-01-01") }, "ends_on"},
		{func(f *Form) { f.EndsOn = f.StartsOn.AddDays(-1) }, "ends_on"},
		{func(f *Form) { f.EndsOn = f.StartsOn }, ""},
		{func(f *Form) { f.StartsOn, f.EndsOn = desks.Date{}, desks.Date{} }, ""},
		{func(f *Form) { f.SentOn = desks.Date{} }, "sent_on"},
		{func(f *Form) { f.SentOn = tuesday.AddDays(1) }, "sent_on"},
		{func(f *Form) { f.Road, f.SentOn = "bus", desks.Date{} }, ""},
		{func(f *Form) { f.Note = strings.Repeat("è", MaxNote+1) }, "note"},
		{func(f *Form) { f.At = Completed }, "at"},
		{func(f *Form) { f.On = tuesday.AddDays(1) }, "on"},
		{func(f *Form) { f.On = desks.Date{} }, "on"},
	} {
		f := Form{At: Requested, On: tuesday, Hours: "10", Terms: Terms{Kind: Short, Course: "Excel", Mode: "online", StartsOn: tuesday, EndsOn: tuesday.AddDays(9), Road: ByDesk, SentOn: tuesday}}
		c.change(&f)
		f.clean()
		err := f.check(tuesday, true)
		x, _ := fault.As(err)
		if c.field == "" && err != nil || c.field != "" && (x == nil || x.Fields[0].Name != c.field) {
			t.Errorf("%+v: %v, want a fault of %q", f, err, c.field)
		}
	}
}
