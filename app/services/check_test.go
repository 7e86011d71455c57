package services

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/fault"
)

// at reads "24 09:30": day of November 2026 and hour in Rome.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	x, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+s, rome)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// held reads meetings written as "individual 24 09:00 60; group 25 09:00 120".
func held(t *testing.T, s string) []Meeting {
	t.Helper()
	var all []Meeting
	for part := range strings.SplitSeq(s, "; ") {
		w := strings.Fields(part)
		if len(w) != 4 {
			continue
		}
		minutes, err := strconv.Atoi(w[3])
		if err != nil {
			t.Fatal(err)
		}
		start := at(t, w[1]+" "+w[2])
		all = append(all, Meeting{Mode(w[0]), start, start.Add(time.Duration(minutes) * time.Minute)})
	}
	return all
}

// past reads history written as "A.2 20 09:00 30; pact_signed 20 09:30".
func past(t *testing.T, s string) History {
	t.Helper()
	var h History
	for part := range strings.SplitSeq(s, "; ") {
		switch w := strings.Fields(part); len(w) {
		case 3:
			h.Signed = append(h.Signed, Signature{Evidence(w[0]), at(t, w[1]+" "+w[2])})
		case 4:
			m := held(t, part)[0]
			h.Delivered = append(h.Delivered, Past{w[0], m.Start, m.End})
		}
	}
	return h
}

func evidence(s string) []Evidence {
	var all []Evidence
	for w := range strings.FieldsSeq(s) {
		all = append(all, Evidence(w))
	}
	return all
}

// told writes findings as "kind" or "kind:detail", in order.
func told(all []Finding) string {
	var words []string
	for _, f := range all {
		detail := string(f.Output) + string(f.Signed) + strings.Join(f.Codes, "+")
		if f.Kind == MissingPart || f.Kind == WrongMode {
			detail = string(f.Mode)
		}
		words = append(words, strings.TrimSuffix(string(f.Kind)+":"+detail, ":"))
	}
	return strings.Join(words, " ")
}

type delivered struct {
	name, code, meetings, recorded, history, want string
	open                                          bool // not finished yet
}

func checkAll(t *testing.T, repertoire string, cases []delivered) {
	t.Helper()
	r := shippedRepertoires(t)[repertoire]
	tried := map[string]bool{}
	for _, c := range cases {
		i := slices.IndexFunc(r.Standards, func(s Standard) bool { return s.Code == c.code })
		if i < 0 {
			t.Fatalf("no standard %s", c.code)
		}
		tried[c.code] = true
		d := Delivery{Meetings: held(t, c.meetings), Recorded: evidence(c.recorded), Finished: !c.open}
		if got := told(Check(&r.Standards[i], d, past(t, c.history))); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.code, c.name, got, c.want)
		}
	}
	for _, s := range r.Standards {
		if !tried[s.Code] {
			t.Errorf("%s has no case", s.Code)
		}
	}
}

func TestPiemonteServices(t *testing.T) {
	const taken, first = "A.2 20 09:00 30; pact_signed 20 09:20", "A.3 20 10:00 60"
	cases := []delivered{
		{name: "an answer in two minutes", code: "A.1", meetings: "individual 24 09:00 2", recorded: "answer"},
		{name: "sent on to another service", code: "A.1", meetings: "individual 24 09:00 20", recorded: "referral"},
		{name: "nothing recorded", code: "A.1", meetings: "individual 24 09:00 20", want: "output:guidance"},
		{name: "in a group", code: "A.1", meetings: "group 24 09:00 20", recorded: "answer", want: "mode:group"},

		{name: "half an hour alone", code: "A.2", meetings: "individual 24 09:00 30", recorded: "file_opened pact_signed"},
		{name: "an hour in a group", code: "A.2", meetings: "group 24 09:00 60", recorded: "file_updated pact_refused"},
		{name: "no path follows", code: "A.2", meetings: "individual 24 09:00 45", recorded: "file_opened path_closed"},
		{name: "a minute short alone", code: "A.2", meetings: "individual 24 09:00 29", recorded: "file_opened pact_signed", want: "too_short"},
		{name: "half an hour in a group", code: "A.2", meetings: "group 24 09:00 30", recorded: "file_opened pact_signed", want: "too_short"},
		{name: "no file and no pact", code: "A.2", meetings: "individual 24 09:00 30", want: "output:file output:pact"},
		{name: "no pact yet, but not finished", code: "A.2", meetings: "individual 24 09:00 30", open: true},

		{name: "after the pact", code: "A.3", meetings: "individual 24 09:00 60", recorded: "plan_signed", history: taken},
		{name: "plan not signed, but recorded", code: "A.3", meetings: "individual 24 09:00 60", recorded: "plan_refused", history: taken},
		{name: "right after intake, the same morning", code: "A.3", meetings: "individual 20 09:30 60", recorded: "plan_signed", history: taken},
		{name: "before intake was over", code: "A.3", meetings: "individual 20 09:25 60", recorded: "plan_signed", history: taken, want: "order_any:A.2"},
		{name: "without intake", code: "A.3", meetings: "individual 24 09:00 60", recorded: "plan_signed", want: "order_any:A.2 signature:pact_signed"},
		{name: "pact refused", code: "A.3", meetings: "individual 24 09:00 60", recorded: "plan_signed", history: "A.2 20 09:00 30; pact_refused 20 09:20", want: "signature:pact_signed"},
		{name: "pact signed only later", code: "A.3", meetings: "individual 24 09:00 60", recorded: "plan_signed", history: "A.2 20 09:00 30; pact_signed 24 09:01", want: "signature:pact_signed"},
		{name: "short, in a group, no plan", code: "A.3", meetings: "individual 24 09:00 59; group 25 09:00 60", history: taken, want: "too_short mode:group output:plan"},

		{name: "two meetings of an hour", code: "A.4", meetings: "individual 24 09:00 60; individual 26 09:00 60", recorded: "plan_entry", history: first},
		{name: "the first of two", code: "A.4", meetings: "individual 24 09:00 60", history: first, open: true},
		{name: "one meeting of two hours", code: "A.4", meetings: "individual 24 09:00 120", recorded: "plan_entry", history: first, want: "meetings"},
		{name: "the second is short", code: "A.4", meetings: "individual 24 09:00 60; individual 26 09:00 30", recorded: "plan_entry", history: first, want: "too_short"},
		{name: "on the day of the first level, but before it", code: "A.4", meetings: "individual 20 08:00 60; individual 26 09:00 60", recorded: "plan_entry", history: first, want: "order_any:A.3"},
		{name: "not in the plan", code: "A.4", meetings: "individual 24 09:00 60; individual 26 09:00 60", history: first, want: "output:plan_entry"},

		{name: "two hours in two meetings", code: "A.5", meetings: "individual 24 09:00 60; group 26 09:00 60", recorded: "plan_entry", history: first},
		{name: "together with the first level", code: "A.5", meetings: "individual 20 08:00 120", recorded: "plan_entry", history: first},
		{name: "the day before the first level", code: "A.5", meetings: "individual 19 08:00 120", recorded: "plan_entry", history: first, want: "order_any:A.3+A.4"},
		{name: "after counselling is enough", code: "A.5", meetings: "group 24 09:00 120", recorded: "plan_entry", history: "A.4 20 10:00 60"},
		{name: "a minute short of two hours", code: "A.5", meetings: "group 24 09:00 119", recorded: "plan_entry", history: first, want: "total_short"},
		{name: "one hour so far", code: "A.5", meetings: "group 24 09:00 60", history: first, open: true},

		{name: "an hour with, an hour without", code: "A.6", meetings: "individual 24 09:00 60; back_office 24 11:00 60", recorded: "plan_entry sent_to_interviews", history: first},
		{name: "nobody suitable, but said", code: "A.6", meetings: "group 24 09:00 60; back_office 24 11:00 60", recorded: "plan_entry nobody_suitable", history: "A.5 20 10:00 120"},
		{name: "nothing in the back office", code: "A.6", meetings: "individual 24 09:00 120", recorded: "plan_entry sent_to_interviews", history: first, want: "part:back_office"},
		{name: "only in the back office, short, alone", code: "A.6", meetings: "back_office 24 09:00 90", want: "part:individual total_short order_any:A.3+A.4+A.5 output:plan_entry output:interviews"},
		{name: "a placement is not asked for", code: "A.6", meetings: "individual 20 12:00 30; back_office 21 11:00 90", recorded: "plan_entry sent_to_interviews", history: first},
	}
	checkAll(t, "piemonte", append(cases, companyCases()...))
}

func companyCases() []delivered {
	const pact = "B.1 19 09:00 30; B.2 20 09:00 30; company_pact_signed 20 09:20"
	return []delivered{
		{name: "interest and a vacancy", code: "B.1", meetings: "individual 24 09:00 30", recorded: "company_interested vacancies_found"},
		{name: "neither, but recorded", code: "B.1", meetings: "individual 24 09:00 40", recorded: "company_no_interest no_vacancies"},
		{name: "a short call without record", code: "B.1", meetings: "individual 24 09:00 10", want: "too_short output:interest output:vacancies"},

		{name: "pact and plan", code: "B.2", meetings: "individual 24 09:00 30", recorded: "no_vacancies company_pact_signed company_plan_opened"},
		{name: "short, pact refused, no plan", code: "B.2", meetings: "individual 24 09:00 29", recorded: "vacancies_found company_pact_refused", want: "too_short output:company_plan"},

		{name: "after the pact", code: "B.3", meetings: "individual 24 09:00 15", recorded: "company_plan_entry", history: pact},
		{name: "out of the blue", code: "B.3", meetings: "individual 24 09:00 15", want: "order_any:B.2 signature:company_pact_signed output:company_plan_entry"},

		{name: "after both and the pact", code: "B.4", meetings: "back_office 24 09:00 15", recorded: "sent_to_interviews", history: pact},
		{name: "one of the two is missing", code: "B.4", meetings: "back_office 24 09:00 15", recorded: "nobody_suitable", history: "B.2 20 09:00 30; company_pact_signed 20 09:20", want: "order_all:B.1"},
		{name: "no pact, nobody sent", code: "B.4", meetings: "back_office 24 09:00 15", history: "B.1 19 09:00 30; B.2 20 09:00 30", want: "signature:company_pact_signed output:interviews"},
		{name: "with the person instead", code: "B.4", meetings: "individual 24 09:00 15", recorded: "sent_to_interviews", history: pact, want: "mode:individual"},
	}
}

func TestToscanaServices(t *testing.T) {
	const base, pact = "A05 20 09:00 60", "A05 20 09:00 60; pact_signed 20 10:00"
	checkAll(t, "toscana", []delivered{
		{name: "ninety minutes", code: "A05", meetings: "individual 24 09:00 90"},
		{name: "a minute more", code: "A05", meetings: "individual 24 09:00 91", want: "total_long"},
		{name: "more than that in two meetings, under way", code: "A05", meetings: "group 24 09:00 60; individual 25 09:00 40", open: true, want: "total_long"},

		{name: "an hour after the basics", code: "A06", meetings: "individual 24 09:00 60", history: base},
		{name: "a short workshop in a group", code: "A06", meetings: "group 24 09:00 30", history: base},
		{name: "short and first", code: "A06", meetings: "individual 24 09:00 59", want: "too_short order_any:A05"},
		{name: "on the same day as the basics", code: "A06", meetings: "individual 20 08:00 60", history: base},

		{name: "eight hours", code: "BdC", meetings: "individual 24 09:00 240; group 25 09:00 240", recorded: "assessment_written", history: base},
		{name: "twelve hours", code: "BdC", meetings: "individual 24 09:00 360; individual 25 09:00 360", recorded: "assessment_written", history: base},
		{name: "seven hours, nothing written", code: "BdC", meetings: "individual 24 09:00 420", history: base, want: "total_short output:assessment"},
		{name: "four hours so far", code: "BdC", meetings: "individual 24 09:00 240", history: base, open: true},
		{name: "more than twelve", code: "BdC", meetings: "individual 24 09:00 360; individual 25 09:00 361", recorded: "assessment_written", history: base, want: "total_long"},
		{name: "on the day of the basics, before them", code: "BdC", meetings: "individual 20 08:00 480", recorded: "assessment_written", history: base, want: "order_any:A05"},

		{name: "any time", code: "B01", meetings: "individual 24 09:00 5"},
		{name: "in the back office", code: "B01", meetings: "back_office 24 09:00 5", want: "mode:back_office"},
		{name: "agreed in the pact", code: "B03", meetings: "back_office 24 09:00 30", history: pact},
		{name: "not agreed", code: "B03", meetings: "back_office 24 09:00 30", history: base, want: "signature:pact_signed"},
		{name: "with the internship", code: "B04", meetings: "individual 24 09:00 30", history: "C06 24 08:00 30"},
		{name: "without one", code: "B04", meetings: "individual 24 09:00 30", want: "order_any:C06"},
		{name: "agreed in the pact", code: "C06", meetings: "individual 24 09:00 30", history: pact},
		{name: "first of all", code: "C06", meetings: "individual 24 09:00 30", want: "order_any:A05 signature:pact_signed"},
		{name: "agreed in the pact", code: "C07", meetings: "group 24 09:00 300", history: pact},
		{name: "pact signed too late", code: "C07", meetings: "group 24 09:00 300", history: "A05 20 09:00 60; pact_signed 25 09:00", want: "signature:pact_signed"},
	})
}

func TestCartaServicesAskForNothing(t *testing.T) {
	var cases []delivered
	for _, code := range strings.Fields("1 2 3 4 5 6 7") {
		cases = append(cases, delivered{name: "a few minutes", code: code, meetings: "individual 24 09:00 5"})
	}
	checkAll(t, "carta", append(cases, delivered{name: "in a group", code: "3", meetings: "group 24 09:00 5", want: "mode:group"}))
}

func TestFindingsSayHowMuch(t *testing.T) {
	s := &Standard{Rules: Rules{Modes: map[Mode]Limit{Individual: {Min: 30, Max: 45}}, Meetings: 3}}
	d := Delivery{Meetings: held(t, "individual 24 09:00 20; individual 24 10:00 50"), Finished: true}
	got := Check(s, d, History{})
	want := []Finding{
		{Kind: TooShort, Meeting: 1, Mode: Individual, Minutes: 20, Limit: 30},
		{Kind: TooLong, Meeting: 2, Mode: Individual, Minutes: 50, Limit: 45},
		{Kind: TooFewMeetings, Count: 2, Least: 3},
	}
	if told(got) != told(want) || got[0].Limit != 30 || got[1].Meeting != 2 || got[1].Minutes != 50 || got[2].Count != 2 || got[2].Least != 3 {
		t.Errorf("%+v", got)
	}
	if none := Check(s, Delivery{Finished: true}, History{}); told(none) != "without_meeting" {
		t.Errorf("no meeting: %+v", none)
	}
	// The hour that is lived twice when summer time ends lasts an hour each time.
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 10, 25, 1, 30, 0, 0, rome)
	if m := (Meeting{Individual, start, time.Date(2026, 10, 25, 3, 30, 0, 0, rome)}); m.Minutes() != 180 {
		t.Errorf("%d minutes across the change of the clock, want 180", m.Minutes())
	}
}

func TestAnOverrideNeedsRoleAndReason(t *testing.T) {
	now := at(t, "24 09:00")
	findings := []Finding{{Kind: TooShort}, {Kind: NotSigned, Signed: PactSigned}}
	may := auth.Actor{UserID: 4, Roles: []auth.Role{auth.Specialist}}
	if o, err := Accept(nil, auth.Actor{}, "", now); o != nil || err != nil {
		t.Errorf("nothing to override: %v, %v", o, err)
	}
	if _, err := Accept(findings, auth.Actor{UserID: 5, Roles: []auth.Role{auth.Reception}}, "perché sì", now); !fault.Is(err, fault.Forbidden) {
		t.Errorf("reception: %v", err)
	}
	for _, reason := range []string{"", "  ", strings.Repeat("è", MostReason+1)} {
		if _, err := Accept(findings, may, reason, now); !fault.Is(err, fault.Invalid) {
			t.Errorf("%d characters: %v", len(reason), err)
		}
	}
	o, err := Accept(findings, may, " La persona doveva prendere il treno. ", now)
	if err != nil || o.Reason != "La persona doveva prendere il treno." || o.By != may.Ref() || !o.At.Equal(now) || !slices.Equal(o.Kinds, []FindingKind{TooShort, NotSigned}) {
		t.Errorf("%v: %+v", err, o)
	}
}
