package referrals

import (
	"slices"

	"approdo/app/office/persons"
	"approdo/app/people"
	"approdo/app/referrals"
	"approdo/app/web"
)

// itemsInOrder are what a body is told, in the order of the list.
func itemsInOrder(o *referrals.Outgoing) []string {
	var all []string
	for _, item := range referrals.OutgoingItems() {
		if slices.Contains(o.Items, item) {
			all = append(all, item)
		}
	}
	return all
}

// only is the part of an identity that belongs to one item.
func only(told *referrals.Shared, item string) people.Identity {
	x := told.Identity
	switch item {
	case "fiscal":
		return people.Identity{FiscalCode: x.FiscalCode}
	case "address":
		return people.Identity{Street: x.Street, PostalCode: x.PostalCode, City: x.City, Province: x.Province}
	}
	return people.Identity{OwnName: x.OwnName, BornOn: x.BornOn, Citizenship: x.Citizenship, SecondCitizenship: x.SecondCitizenship, Lang: x.Lang, Mediator: x.Mediator}
}

// toldFacts are the name and what else of the identity a body is told.
func toldFacts(r *web.Request, told *referrals.Shared) []web.Fact {
	return append([]web.Fact{{Label: r.T("referrals.share.name"), Value: told.Identity.Name()}}, persons.Facts(r, told.Identity)...)
}

// paperLines are those of the pact or the plan with that title.
func paperLines(show *ShowPage, title string) []SheetLine {
	var all []SheetLine
	for _, x := range show.Papers {
		if x.Title != title {
			continue
		}
		if len(x.Facts) > 0 {
			all = append(all, SheetLine{Facts: x.Facts})
		}
		for _, a := range x.Actions {
			all = append(all, SheetLine{Title: a.What})
		}
	}
	return all
}

// entryLines are the entries of one part of the file.
func entryLines(r *web.Request, told *referrals.Shared, kind string) []SheetLine {
	var all []SheetLine
	for _, section := range persons.Sections(r, slices.DeleteFunc(slices.Clone(told.Entries), func(e people.Entry) bool { return e.Kind != kind })) {
		for _, l := range section.Lines {
			all = append(all, SheetLine{Title: l.Title, Facts: l.Facts})
		}
	}
	return all
}
