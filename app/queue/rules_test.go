package queue

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"approdo/app/towntest"
)

// The table of transitions, written out once more: a verb (line) in a state (column)
// leads to the state named, "-" where it may not be done.
func TestFlowTable(t *testing.T) {
	want := strings.TrimSpace(`
         waiting   forwarded called    serving   parked    missed    done      left
call     called    called    -         -         -         -         -         -
recall   -         -         called    -         -         -         -         -
start    -         -         serving   -         -         -         -         -
finish   -         -         -         done      -         -         -         -
park     parked    parked    parked    parked    -         -         -         -
miss     -         -         missed    -         -         -         -         -
return   -         -         -         -         waiting   waiting   -         -
forward  forwarded forwarded forwarded forwarded forwarded -         -         -
leave    left      left      left      -         left      left      -         -
close    -         -         -         done      -         -         -         -`)
	var b strings.Builder
	line := func(first string, cells []string) {
		row := fmt.Sprintf("%-8s", first)
		for _, c := range cells {
			row += fmt.Sprintf(" %-9s", c)
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	var head []string
	for _, s := range States {
		head = append(head, string(s))
	}
	line("", head)
	for _, v := range Verbs {
		var cells []string
		for _, s := range States {
			cell := "-"
			if v.May(s) {
				cell = string(flow[v].to)
			}
			cells = append(cells, cell)
		}
		line(string(v), cells)
	}
	if got := strings.TrimSpace(b.String()); got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
	if len(flow) != len(Verbs) {
		t.Errorf("%d lines in flow, %d verbs", len(flow), len(Verbs))
	}
	for _, s := range States {
		moves := slices.ContainsFunc(Verbs, func(v Verb) bool { return v != Return && v != Leave && v.May(s) })
		if s.Open() != moves {
			t.Errorf("%s: open %v, something may be done %v", s, s.Open(), moves)
		}
	}
}

// clock is a time of Tuesday 24 November 2026 in Rome.
func clock(hhmm string) time.Time { return towntest.At("2026-11-24 " + hhmm) }

// person is a ticket for the rule: "arrived[>returned][@booked][!class]".
func person(id int64, how string) *Ticket {
	t := &Ticket{ID: id, State: Waiting, Class: Normal, AreaID: 1}
	how, class, classed := strings.Cut(how, "!")
	if classed {
		t.Class = Class(class)
	}
	how, booked, hasBooked := strings.Cut(how, "@")
	if hasBooked {
		at := clock(booked)
		t.BookedAt = &at
	}
	arrived, returned, back := strings.Cut(how, ">")
	t.ArrivedAt, t.JoinedAt = clock(arrived), clock(arrived)
	if back {
		t.JoinedAt = clock(returned)
	}
	return t
}

func TestOrderIsFairAndExplained(t *testing.T) {
	for _, c := range []struct {
		name, now string
		people    []string
		want      string
	}{
		{"walk-ins by arrival", "10:00", []string{"09:20", "09:10", "09:30"}, "2:arrival 1:arrival 3:arrival"},
		{"the same minute: as given", "10:00", []string{"09:10", "09:10"}, "1:arrival 2:arrival"},
		{"a booked time that has come goes first", "10:00", []string{"09:10", "09:50@10:00"}, "2:booking 1:arrival"},
		{"five minutes before counts as come", "09:55", []string{"09:10", "09:50@10:00"}, "2:booking 1:arrival"},
		{"six minutes before does not", "09:54", []string{"09:10", "09:50@10:00"}, "1:arrival 2:too_soon"},
		{"early people wait even behind later walk-ins", "09:30", []string{"08:50@10:00", "09:29"}, "2:arrival 1:too_soon"},
		{"two booked: by their time, not by arrival", "10:40", []string{"09:00@10:30", "09:40@10:00"}, "2:booking 1:booking"},
		{"two booked too soon: by their time", "09:00", []string{"08:30@10:30", "08:40@10:00"}, "2:too_soon 1:too_soon"},
		{"fifteen minutes late keeps the time", "10:20", []string{"09:10", "10:15@10:00"}, "2:booking 1:arrival"},
		{"sixteen minutes late goes by arrival", "10:20", []string{"09:10", "10:16@10:00", "10:17"}, "1:arrival 2:late 3:arrival"},
		{"a priority is an hour's head start", "10:00", []string{"09:10", "09:59!priority", "08:50"}, "3:arrival 2:class 1:arrival"},
		{"a brief question is ten minutes", "10:00", []string{"09:10", "09:19!brief", "09:21!brief"}, "2:class 1:arrival 3:class"},
		{"no class goes before a booked time that has come", "10:00", []string{"09:50!priority", "09:50@10:00"}, "2:booking 1:class"},
		{"who was missed counts from the return", "10:00", []string{"08:00>09:40", "09:30", "09:50"}, "2:arrival 1:return 3:arrival"},
		{"who was missed and returns late for the booking", "10:40", []string{"09:50>10:30@10:00", "10:20"}, "2:arrival 1:return"},
		{"nobody", "10:00", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var people []*Ticket
			for i, how := range c.people {
				people = append(people, person(int64(i+1), how))
			}
			var got []string
			for _, turn := range initial(1).Order(people, clock(c.now)) {
				got = append(got, fmt.Sprintf("%d:%s", turn.ID, turn.Why))
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
}

func TestOnlyTheLineIsOrdered(t *testing.T) {
	var people []*Ticket
	for i, s := range States {
		p := person(int64(i+1), "09:00")
		p.State = s
		people = append(people, p)
	}
	if got := initial(1).Order(people, clock("10:00")); len(got) != 2 || got[0].State != Waiting || got[1].State != Forwarded {
		t.Errorf("in line: %v", got)
	}
}

func TestEstimate(t *testing.T) {
	one, two := int64(1), int64(2)
	spans := map[int64]Span{1: {10 * time.Minute, 20 * time.Minute, 30 * time.Minute}, 2: planned(60)}
	open := func(ids ...int64) (posts []Post) {
		for _, id := range ids {
			posts = append(posts, Post{OperatorID: id, Open: clock("09:00")})
		}
		return posts
	}
	line := func(n int) (all []*Ticket) {
		for i := range n {
			all = append(all, person(int64(i+1), "09:50"))
		}
		return all
	}
	busyPost := []Post{{OperatorID: 1, Open: clock("09:00"), Busy: 1, Since: clock("09:55")}}
	for _, c := range []struct {
		name  string
		line  []*Ticket
		posts []Post
		set   func(line []*Ticket)
		want  Range
	}{
		{"a free operator", line(1), open(1), nil, Range{0, 5, true}},
		{"one before", line(2), open(1), nil, Range{10, 30, true}},
		{"two before, two operators", line(3), open(1, 2), nil, Range{10, 30, true}},
		{"four before, two operators", line(5), open(1, 2), nil, Range{20, 60, true}},
		{"the operator is busy since five minutes", line(1), busyPost, nil, Range{5, 25, true}},
		{"the desk opens in half an hour", line(1), []Post{{OperatorID: 1, Open: clock("10:30")}}, nil, Range{30, 35, true}},
		{"nobody receives", line(1), nil, nil, Range{}},
		{"for an operator who is not there", line(1), open(2), func(l []*Ticket) { l[0].ForOperatorID = &one }, Range{}},
		{"for the other operator: those before do not count", line(2), open(1, 2), func(l []*Ticket) {
			l[0].ForOperatorID, l[1].ForOperatorID = &one, &two
		}, Range{0, 5, true}},
		{"somebody before whom nobody can call holds up nobody", line(2), open(2), func(l []*Ticket) { l[0].ForOperatorID = &one }, Range{0, 5, true}},
		{"a long area before", line(2), open(1), func(l []*Ticket) { l[0].AreaID = 2 }, Range{30, 90, true}},
		{"early for eleven and nobody else: called at once", []*Ticket{person(1, "09:50@11:00")}, open(1), nil, Range{0, 5, true}},
		{"a booked time that comes meanwhile goes first", []*Ticket{person(2, "09:58@10:10"), person(3, "09:40"), person(1, "09:50")}, open(1), nil, Range{20, 60, true}},
		{"a booked time far away does not", []*Ticket{person(2, "09:58@12:00"), person(3, "09:40"), person(1, "09:50")}, open(1), nil, Range{10, 30, true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.set != nil {
				c.set(c.line)
			}
			if got := initial(1).Estimate(c.line, c.posts, spans, clock("10:00"))[c.line[len(c.line)-1].ID]; got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

func TestMedian(t *testing.T) {
	m := time.Minute
	for want, all := range map[time.Duration][]time.Duration{0: nil, 3 * m: {5 * m, 3 * m, 1 * m}, 4 * m: {5 * m, 3 * m}} {
		if got := median(all); got != want {
			t.Errorf("median of %v is %s", all, got)
		}
	}
}
