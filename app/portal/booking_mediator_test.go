package portal_test

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
)

// Only times with a mediator are shown where one is asked for, and the language
// goes on into the form.
func TestTimesWithAMediator(t *testing.T) {
	s := informed(t)
	b := s.Browser(t)
	if b.Get(slots).Want(200).Find("select", "name", "mediatore") != nil {
		t.Error("a mediator is offered where there is none")
	}
	desk, err := desks.FindBySlug(t.Context(), s.Pools.Web, "orientation-desk")
	if err != nil {
		t.Fatal(err)
	}
	f := desks.SaveMediator{Name: "Samira Segreta", Languages: []string{"ar", "fr"}, DeskIDs: []int64{desk.ID}, InUse: true}
	f.Week[time.Tuesday] = "10-11"
	if _, err := desks.PutMediator(t.Context(), s.Pools.Web, auth.Program("test"), f, s.Now); err != nil {
		t.Fatal(err)
	}
	month := slots + "&mese=2026-12"
	all := len(b.Get(month).Want(200).All("input", "name", "slot"))
	p := b.Get(month + "&mediatore=ar").Want(200).HasNot("Samira")
	if narrow := len(p.All("input", "name", "slot")); narrow == 0 || narrow >= all || p.Find("option", "value", "ar", "selected", "") == nil {
		t.Errorf("%d of %d times", narrow, all)
	}
	if got := len(b.Get(month+"&mediatore=zz").Want(200).All("input", "name", "slot")); got != all {
		t.Errorf("a language nobody speaks narrows to %d of %d", got, all)
	}
	form := p.Submit("/prenota", map[string]string{"slot": firstSlot(t, p)}).Follow().Want(200)
	if form.Find("option", "value", "ar", "selected", "") == nil {
		t.Error("the language is lost on the way to the form")
	}
	if _, err := s.Pools.Web.NewRaw("DELETE FROM mediator_hours").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	none := b.Get(month + "&mediatore=ar").Want(200).Has("Puoi prenotare lo stesso")
	if none.Find("a", "href", slots) == nil || none.Find("button", "class", "btn btn-primary") != nil {
		t.Error("there is no way back to all times")
	}
}
