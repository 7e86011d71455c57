package people

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"approdo/app/db/testdb"
	"approdo/app/fault"
)

func TestEventsOfNounsBecomeOneHistory(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	e := func(kind string, id int64, at string) Event {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		return Event{Kind: kind, ID: id, At: when.In(rome)}
	}
	for _, c := range []struct {
		name  string
		limit int
		lists [][]Event
		want  string
		next  string
	}{
		{"nothing", 5, nil, "", ""},
		{"one noun", 5, [][]Event{{e("a", 1, "2026-11-22T09:00:00Z")}, {}}, "a1", ""},
		{"exactly one page", 2, [][]Event{{e("a", 1, "2026-11-22T09:00:00Z")}, {e("b", 1, "2026-11-21T09:00:00Z")}}, "a1 b1", ""},
		{"one instant: by kind, then by number", 9, [][]Event{
			{e("a", 2, "2026-11-22T09:00:00Z"), e("a", 1, "2026-11-22T09:00:00Z")}, {e("b", 1, "2026-11-22T09:00:00Z")},
		}, "b1 a2 a1", ""},
		{"around midnight", 9, [][]Event{
			{e("a", 1, "2026-11-21T23:59:59+01:00")}, {e("b", 1, "2026-11-22T00:00:00+01:00")}, {e("c", 1, "2026-11-21T23:00:00Z")},
		}, "c1 b1 a1", ""},
		{"the hour that comes twice", 9, [][]Event{
			{e("a", 1, "2026-10-25T02:30:00+02:00")}, {e("b", 1, "2026-10-25T02:15:00+01:00")}, {e("c", 1, "2026-10-25T02:45:00+02:00")},
		}, "b1 c1 a1", ""},
		{"the hour that is missing", 9, [][]Event{
			{e("a", 1, "2026-03-29T01:59:00+01:00")}, {e("b", 1, "2026-03-29T03:00:00+02:00")},
		}, "b1 a1", ""},
		{"more than a page", 2, [][]Event{
			{e("a", 3, "2026-11-22T09:00:00Z"), e("a", 2, "2026-11-20T09:00:00Z"), e("a", 1, "2026-11-19T09:00:00Z")}, {e("b", 1, "2026-11-21T09:00:00Z")},
		}, "a3 b1", "b1"},
	} {
		all, next := (&History{limit: c.limit}).Merged(c.lists...)
		var got []string
		for _, x := range all {
			got = append(got, fmt.Sprint(x.Kind, x.ID))
		}
		after := ""
		if next != nil {
			after = fmt.Sprint(next.Kind, next.ID)
		}
		if strings.Join(got, " ") != c.want || after != c.next {
			t.Errorf("%s: %v, then after %q", c.name, got, after)
		}
	}
}

func TestHistoryOfAFile(t *testing.T) {
	h := build(t, testdb.Tx(t))
	id, err := Open(h.Ctx, h.DB, at(h.a), h.a, Form{Identity: Identity{Given: "Prova", Lang: "it"}}, h.Now)
	h.Must(err)
	other, err := Open(h.Ctx, h.DB, at(h.a), h.a, Form{Identity: Identity{Given: "Prova due", Lang: "it"}}, h.Now.Add(time.Hour))
	h.Must(err)
	_, err = AddEntry(h.Ctx, h.DB, at(h.a), other, "job", map[string]string{"occupation": "Cuoca"}, h.Now.Add(2*time.Hour))
	h.Must(err)
	h.Must(Merge(h.Ctx, h.DB, at(h.a), id, other, "La stessa", h.Now.Add(3*time.Hour)))

	told := func(kinds []string, before Place, limit int) (string, *Place) {
		history, err := TimelineOf(h.Ctx, h.DB, at(h.a), other, kinds, before, limit)
		h.Must(err)
		list, err := Events(h.Ctx, h.DB, at(h.a), history)
		h.Must(err)
		all, next := history.Merged(list)
		var got []string
		for _, e := range all {
			got = append(got, e.Kind)
		}
		return strings.Join(got, " "), next
	}
	if all, next := told(nil, Place{}, 9); all != "merge entry file file" || next != nil {
		t.Errorf("the history says %s, then %v", all, next)
	}
	if some, _ := told([]string{EventEntry}, Place{}, 9); some != "entry" {
		t.Errorf("asked for entries: %s", some)
	}
	if none, _ := told([]string{"appointment"}, Place{}, 9); none != "" {
		t.Errorf("asked for another noun's: %s", none)
	}
	first, next := told(nil, Place{}, 3)
	if first != "merge entry file" || next == nil {
		t.Fatalf("first page %s, %v", first, next)
	}
	if rest, after := told(nil, *next, 3); rest != "file" || after != nil {
		t.Errorf("second page %s, %v", rest, after)
	}
	_, err = TimelineOf(h.Ctx, h.DB, at(h.b), id, nil, Place{}, 9)
	h.Wants(err, fault.NotFound, "")
}
