package privacy

import (
	"slices"

	"approdo/app/accesses"
	"approdo/app/applications"
	"approdo/app/appointments"
	"approdo/app/assessments"
	"approdo/app/cases"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/deliveries"
	"approdo/app/enrolments"
	"approdo/app/imports"
	"approdo/app/mail"
	"approdo/app/meetings"
	"approdo/app/people"
	"approdo/app/personal"
	"approdo/app/placements"
	"approdo/app/preferences"
	"approdo/app/referrals"
	"approdo/app/waiting"
)

// Catalogue lists every table about people, those others hang on first.
func Catalogue() []personal.Table {
	return slices.Concat(people.Personal(), appointments.Personal(), accesses.Personal(), cases.Personal(), deliveries.Personal(),
		referrals.Personal(), waiting.Personal(), meetings.Personal(), assessments.Personal(), placements.Personal(), enrolments.Personal(), applications.Personal(), imports.Personal(), consents.Personal(), mail.Personal(), preferences.Personal(), cvs.Personal(), Personal(), rights())
}
