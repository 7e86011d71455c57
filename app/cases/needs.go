package cases

import (
	"slices"
	"strings"
)

// Target is a complex target of the Repertorio: who it is about and what has to stand
// beside the standard services.
type Target struct {
	Name string
	// Bodies must be involved, Skills be there in who follows the case; Services are
	// examples of what may be added.
	Bodies, Skills, Services []string
}

// Targets are the five of the Repertorio, with its conditions.
func Targets() []Target {
	return []Target{
		{"disability", []string{"cpi_targeted", "asl", "inps", "social_services"}, []string{"dedicated"}, []string{"supported_employment"}},
		{"migrants", []string{"prefecture", "one_stop", "associations"}, []string{"languages", "mediator"},
			[]string{"mediation", "supported_employment", "titles", "permits"}},
		{"addiction", []string{"social_services", "serd"}, []string{"dedicated"}, []string{"supported_employment"}},
		{"prison", []string{"uepe", "treatment", "first_reception", "information_desks"}, []string{"dedicated"}, []string{"supported_employment"}},
		{"carers", []string{"local_services", "social_services", "representatives"}, []string{"dedicated", "languages", "care_training"},
			[]string{"certification"}},
	}
}

// Indicator is a sign of fragility; Weight is how much it counts towards FragileFrom.
type Indicator struct {
	Name   string
	Weight int
}

// FragileFrom is the weight from which a referral to the social services is suggested:
// three signs, or one that is urgent by itself.
const FragileFrom = 3

// Indicators are the signs of fragility an interview may bring out.
func Indicators() []Indicator {
	return []Indicator{
		{"housing", FragileFrom}, {"safety", FragileFrom}, {"income", 1}, {"debts", 1},
		{"isolation", 1}, {"health", 1}, {"care", 1}, {"away", 1},
	}
}

// TargetCode says that the case is of a complex target.
func TargetCode(target string) string { return "target." + target }

// MetCode says that a condition of a target is met, or was checked and is not needed.
func MetCode(target, condition string) string { return "met." + target + "." + condition }

// FragilityCode is an indicator that was seen.
func FragilityCode(indicator string) string { return "fragility." + indicator }

// Needs are the codes that hold for a case.
type Needs []string

// Has reports whether a code holds.
func (n Needs) Has(code string) bool { return slices.Contains(n, code) }

// Missing are the bodies and skills of a target that are not met; none where the case
// is not of that target.
func (n Needs) Missing(t Target) (bodies, skills []string) {
	if !n.Has(TargetCode(t.Name)) {
		return nil, nil
	}
	left := func(all []string) (some []string) {
		for _, c := range all {
			if !n.Has(MetCode(t.Name, c)) {
				some = append(some, c)
			}
		}
		return some
	}
	return left(t.Bodies), left(t.Skills)
}

// Fragility counts the indicators seen and says whether they are enough to suggest a
// referral to the social services. It is a suggestion: nothing follows by itself.
func (n Needs) Fragility() (seen int, suggest bool) {
	weight := 0
	for _, i := range Indicators() {
		if n.Has(FragilityCode(i.Name)) {
			seen++
			weight += i.Weight
		}
	}
	return seen, weight >= FragileFrom
}

// NeedCodes are all the codes there are.
func NeedCodes() []string {
	var all []string
	for _, t := range Targets() {
		all = append(all, TargetCode(t.Name))
		for _, c := range slices.Concat(t.Bodies, t.Skills, t.Services) {
			all = append(all, MetCode(t.Name, c))
		}
	}
	for _, i := range Indicators() {
		all = append(all, FragilityCode(i.Name))
	}
	return all
}

// change is what becomes of the needs where somebody who was shown some now says
// others: only what they changed is changed, so that two who save at once both count.
// A condition goes with its target.
func (n Needs) change(shown, says Needs) Needs {
	var after Needs
	for _, code := range NeedCodes() {
		holds := n.Has(code)
		if shown.Has(code) != says.Has(code) {
			holds = says.Has(code)
		}
		if holds {
			after = append(after, code)
		}
	}
	return slices.DeleteFunc(slices.Clone(after), func(code string) bool {
		rest, met := strings.CutPrefix(code, "met.")
		target, _, _ := strings.Cut(rest, ".")
		return met && !after.Has(TargetCode(target))
	})
}
