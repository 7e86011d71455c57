package placements

import (
	"fmt"
	"strings"
	"testing"

	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/towntest"
)

func TestSteps(t *testing.T) {
	const want = "planned→started planned→cancelled started→ended started→planned ended→started cancelled→planned"
	var all []string
	for _, from := range States() {
		for _, to := range []string{Started, Ended, Cancelled, Planned} {
			if (&Placement{State: from}).May(to) {
				all = append(all, from+"→"+to)
			}
		}
	}
	if got := strings.Join(all, " "); got != want {
		t.Errorf("the table allows %s, want %s", got, want)
	}
}

func TestWarnings(t *testing.T) {
	today := tuesday
	base := func(from, to string) Placement {
		return Placement{ID: 1, Kind: Internship, State: Planned, Terms: Terms{Scheme: Extracurricular, AllowanceCents: 30000, Insurance: "x", StartsOn: day(from), EndsOn: day(to)}}
	}
	job := func(id int64, from, to, working string) Placement {
		p := Placement{ID: id, Kind: Contract, State: Planned, Terms: Terms{WorkingTime: working, StartsOn: day(from)}}
		if to != "" {
			p.EndsOn = day(to)
		}
		return p
	}
	with := func(p Placement, change func(*Placement)) Placement { change(&p); return p }
	for _, c := range []struct {
		name   string
		p      Placement
		others []Placement
		want   string
	}{
		{"six months", base("2026-12-01", "2027-05-31"), nil, ""},
		{"a year to the day", base("2026-12-01", "2027-11-30"), nil, ""},
		{"a day more than a year", base("2026-12-01", "2027-12-01"), nil, "too_long 12"},
		{"two years of inclusion", with(base("2026-12-01", "2028-11-30"), func(p *Placement) { p.Scheme = Inclusion }), nil, ""},
		{"more of inclusion", with(base("2026-12-01", "2028-12-01"), func(p *Placement) { p.Scheme = Inclusion }), nil, "too_long 24"},
		{"two months, from a 31st", base("2026-12-31", "2027-02-27"), nil, ""},
		{"a day less than two months", base("2026-12-01", "2027-01-30"), nil, "too_short 2"},
		{"broken off early", with(base("2026-09-01", "2027-01-30"), func(p *Placement) { p.State, p.StartedOn, p.EndedOn = Ended, day("2026-09-01"), day("2026-09-10") }), nil, ""},
		{"little money", with(base("2026-12-01", "2027-05-31"), func(p *Placement) { p.AllowanceCents = 29999 }), nil, "low_allowance 300"},
		{"not insured", with(base("2026-12-01", "2027-05-31"), func(p *Placement) { p.Insurance = "" }), nil, "no_insurance 0"},
		{"extended beyond a year", with(base("2025-12-01", "2027-01-15"), func(p *Placement) { p.State, p.StartedOn = Started, day("2025-12-10") }), nil, "too_long 12"},
		{"not begun", base("2026-11-23", "2027-05-31"), nil, "not_begun 0"},
		{"today is no delay", base("2026-11-24", "2027-05-31"), nil, ""},
		{"past its end", with(base("2026-05-01", "2026-11-23"), func(p *Placement) { p.State, p.StartedOn = Started, day("2026-05-01") }), nil, "past_end 0"},
		{"cancelled says nothing", with(base("2026-05-01", "2029-11-23"), func(p *Placement) { p.State = Cancelled }), nil, ""},
		{"two full-time contracts", job(1, "2026-12-01", "", FullTime), []Placement{job(2, "2027-12-01", "2027-12-02", FullTime)}, "two_full_time 0"},
		{"one after the other", job(1, "2026-12-01", "2026-12-31", FullTime), []Placement{job(2, "2027-01-01", "", FullTime)}, ""},
		{"one shared day", job(1, "2026-12-01", "2027-01-01", FullTime), []Placement{job(2, "2027-01-01", "", FullTime)}, "two_full_time 0"},
		{"one is part-time", job(1, "2026-12-01", "", FullTime), []Placement{job(2, "2026-12-01", "", PartTime)}, ""},
		{"the other was given up", job(1, "2026-12-01", "", FullTime), []Placement{with(job(2, "2026-12-01", "", FullTime), func(p *Placement) { p.State = Cancelled })}, ""},
		{"the other ended", job(1, "2026-12-01", "", FullTime), []Placement{with(job(2, "2026-01-01", "", FullTime),
			func(p *Placement) { p.State, p.StartedOn, p.EndedOn = Ended, day("2026-01-01"), day("2026-11-30") })}, ""},
		{"itself", job(1, "2026-12-01", "", FullTime), []Placement{job(1, "2026-12-01", "", FullTime)}, ""},
	} {
		var got []string
		for _, w := range Warnings(&c.p, c.others, Italy(), today) {
			got = append(got, fmt.Sprintf("%s %d", w.Kind, w.Number))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhenToAsk(t *testing.T) {
	for _, c := range []struct {
		state, started, ends, ended string
		due                         string
		may                         bool
	}{
		{Planned, "", "2027-01-01", "", "", false},
		{Started, "2026-06-01", "2027-01-01", "", "2027-01-01", false},
		{Started, "2026-06-01", "2026-12-24", "", "2026-12-24", true},
		{Started, "2026-06-01", "", "", "2026-11-30", true},
		{Ended, "2026-06-01", "2027-01-01", "2026-11-01", "2026-11-01", true},
		{Cancelled, "", "2027-01-01", "", "", false},
	} {
		p := Placement{State: c.state}
		for into, s := range map[*desks.Date]string{&p.StartedOn: c.started, &p.EndsOn: c.ends, &p.EndedOn: c.ended} {
			if s != "" {
				*into = day(s)
			}
		}
		due := p.askOn()
		if got := due.String(); due.IsZero() != (c.due == "") || c.due != "" && got != c.due || p.MayAsk(tuesday) != c.may {
			t.Errorf("%+v: due %s, may %v", c, got, p.MayAsk(tuesday))
		}
	}
}

func TestFormCheck(t *testing.T) {
	h := &town{Town: towntest.New(t, nil, "2026-11-24 18:00")}
	for _, c := range []struct {
		kind   string
		change func(*Form)
		field  string
	}{
		{Internship, func(*Form) {}, ""},
		{Contract, func(*Form) {}, ""},
		{Internship, func(f *Form) { f.Firm = " " }, "firm"},
		{Internship, func(f *Form) { f.HostTutor = "" }, "host_tutor"},
		{Internship, func(f *Form) { f.DeskTutor = "" }, "desk_tutor"},
		{Internship, func(f *Form) { f.Goals = "" }, "goals"},
		{Internship, func(f *Form) { f.Scheme = "summer" }, "scheme"},
		{Internship, func(f *Form) { f.EndsOn = desks.Date{} }, "ends_on"},
		{Internship, func(f *Form) { f.EndsOn = f.StartsOn }, "ends_on"},
		{Internship, func(f *Form) { f.StartsOn = desks.Date{} }, "starts_on"},
		{Internship, func(f *Form) { f.StartsOn = day("2016-11-23") }, "starts_on"},
		{Internship, func(f *Form) { f.Allowance = "tanto" }, "allowance"},
		{Internship, func(f *Form) { f.Allowance = "10000,01" }, "allowance"},
		{Internship, func(f *Form) { f.TaxCode = "12345678901" }, "tax_code"},
		{Internship, func(f *Form) { f.TaxCode = "007 4311 0158" }, "tax_code"}, // the check digit is wrong
		{Internship, func(f *Form) { f.TaxCode = "00743110157" }, ""},
		{Internship, func(f *Form) { f.Begun = true }, "begun"},
		{Internship, func(f *Form) { f.Note = strings.Repeat("è", MaxText+1) }, "note"},
		{Internship, func(f *Form) { f.Phone = "0\x00" }, "phone"},
		{Contract, func(f *Form) { f.Occupation = "" }, "occupation"},
		{Contract, func(f *Form) { f.Contract = "" }, "contract"},
		{Contract, func(f *Form) { f.EndsOn = day("2027-12-01") }, "contract"},
		{Contract, func(f *Form) { f.Contract = "fixed" }, "ends_on"},
		{Contract, func(f *Form) { f.WorkingTime = "" }, "working_time"},
		{Contract, func(f *Form) { f.WorkingTime = PartTime }, "hours"},
		{Contract, func(f *Form) { f.WorkingTime, f.Hours = PartTime, "20,5" }, ""},
		{Contract, func(f *Form) { f.Hours = "61" }, "hours"},
		{Contract, func(f *Form) { f.Hours = "-3" }, "hours"},
		{SelfEmployment, func(f *Form) { f.Firm = "" }, ""},
		{SelfEmployment, func(f *Form) { f.Occupation = "" }, "occupation"},
	} {
		f := h.contract("2026-12-01")
		if c.kind == Internship {
			f = h.internship("2026-12-01")
		}
		f.Kind = c.kind
		c.change(&f)
		f.clean()
		err := f.check(tuesday)
		x, _ := fault.As(err)
		if c.field == "" && err != nil || c.field != "" && (x == nil || x.Fields[0].Name != c.field) {
			t.Errorf("%s %+v: %v, want a fault of %q", c.kind, f, err, c.field)
		}
	}
}

// What a kind does not ask for is not kept, whatever was sent.
func TestAKindKeepsItsFieldsOnly(t *testing.T) {
	h := &town{Town: towntest.New(t, nil, "2026-11-24 18:00")}
	f := h.internship("2026-12-01")
	f.Contract, f.WorkingTime = "permanent", FullTime
	f.clean()
	if f.Contract != "" || f.WorkingTime != "" || f.Goals == "" {
		t.Errorf("an internship keeps %+v", f.Terms)
	}
	f.Kind, f.Contract = SelfEmployment, "fixed"
	f.clean()
	if f.Contract != "" || f.HostTutor != "" || f.Allowance != "" || f.Firm == "" {
		t.Errorf("self-employment keeps %+v", f)
	}
}
