package app

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// promise is something people were let down by elsewhere, and the tests that it does
// not happen here: "folder name".
type promise struct {
	what  string
	tests []string
}

// promises of booking, the queue, messages, files of people, CVs and data. A test that is renamed or gone is missed
// here.
var promises = []promise{
	{"fifty people on one time, and five hundred: exactly one gets it, the others are kindly told", []string{
		"app/appointments TestFiveHundredPeopleOnOneSlot", "app/portal TestFiftyPeopleOnTheFirstTimeAnywhere",
		"app/appointments TestFiftyPeopleOnOneSlot", "app/appointments TestFiftyExpiredHoldsConfirmedAtOnce", "app/portal TestFiftyPeopleOnOneTime",
		"app/appointments TestTheConstraintAloneRefusesAnOverlap", "cmd/approdo TestJourneys"}},
	{"double click, back, expired session, two windows: one appointment", []string{
		"app/appointments TestConfirmClickedTenTimesAtOnceIsOneAppointment", "app/appointments TestHoldClickedTenTimesAtOnceIsOneForm",
		"app/appointments TestStaffFormSentTenTimesAtOnceIsOneAppointment", "app/portal TestOneAppointmentHoweverOftenConfirmed",
		"app/portal TestTwoTabsConfirmOnlyWhatWasRead", "app/office TestOneBookingHoweverOftenSent", "app/office TestOneNumberHoweverOftenSent"}},
	{"a time that was held too long is taken again, or another is offered with everything typed", []string{
		"app/appointments TestExpiredHoldIsTakenAgainSilently", "app/appointments TestExpiredHoldThatWasLostKeepsWhatWasTyped", "app/portal TestExpiredHold"}},
	{"killed between hold and confirm, and during it: an appointment and its mail, or neither", []string{
		"cmd/approdo TestKilledBetweenHoldAndConfirmAndDuringIt", "cmd/approdo TestAPowerCutLosesNothing", "app/jobs TestAfterKillNineEveryJobIsDone",
		"app/mail TestAKilledAttemptIsRepeatedWithTheSameMessageID"}},
	{"a citizen takes the time while staff fill the form: staff see the clash", []string{"app/office TestStaffSeeTheClash"}},
	{"any operator, two free: shown once, the second booking goes to the second", []string{
		"app/appointments TestAnyOperatorShowsATimeOnceAndFillsBoth", "app/appointments TestAnyOperatorInARaceFillsBothAndNoMore"}},
	{"the last Sundays of March and October: openings, one reminder, calendar, figures by hour", []string{
		"app/desks TestOpenings", "app/appointments TestStrangeDaysFromEndToEnd", "app/appointments TestRemindersAcrossBothChangesOfTheClock",
		"app/appointments TestCalendarAcrossSummerTime", "app/queue TestReportAcrossBothChangesOfTheClock"}},
	{"29 February and midnight", []string{"app/desks TestOpenings", "app/desks TestDateArithmetic", "app/appointments TestStrangeDaysFromEndToEnd"}},
	{"cancelled or moved: no reminder of the old time", []string{"app/appointments TestNoReminderAfterCancelNorOfTheOldTime"}},
	{"one reminder that fails stops nobody", []string{"app/appointments TestOneFailingReminderDoesNotStopTheOthers"}},
	{"six hours away: what is useful is said once, what is late is dropped", []string{
		"app/appointments TestAfterSixHoursAwayOnlyTheUsefulIsSaidOnce", "app/appointments TestSeveralProgramsRemindOnce"}},
	{"reading a link changes nothing", []string{
		"cmd/approdo TestReadingAnyLinkChangesNothing", "app/portal TestReadingALinkChangesNothing", "app/portal TestTheLinkOfTheMailAsksToPressAButton",
		"app/office TestAnInvitationChoosesThePassword", "app/appointments TestReadsChangeNothing", "cmd/approdo TestTheDeskAtWork"}},
	{"\"send me my link\" never tells whether an address is known", []string{
		"app/portal TestLinksAreSentAgainWithoutTellingWhoIsKnown", "app/portal TestAreaSaysNothingAboutWhoIsKnown", "app/office TestForgottenPasswordSaysTheSameToEverybody"}},
	{"overlapping absences, the last day of an absence, holiday and patron saint", []string{
		"app/appointments TestOverlappingAbsencesTakeTheTimeOnce", "app/desks TestOpenings", "app/desks TestHolidays", "app/office TestHolidayAndEmptyDaySaySo"}},
	{"hours edited with bookings inside: each one is decided before saving", []string{
		"app/appointments TestAppointmentsOutsideAnEditedRuleAreHandled", "app/office TestAppointmentsInsideAClosureAreHandled", "cmd/approdo TestTheDeskAtWork"}},
	{"figures of a period that is over recompute to the same value", []string{"app/queue TestFiguresOfAClosedPeriodStay"}},
	{"desk A cannot read, export or change desk B by any id", []string{
		"app/office TestAccessMatrix", "app/office TestNoRouteShowsAnotherDesk", "app/office TestNoFormChangesAnotherDesk", "app/office TestOtherDesksDoNotExist",
		"app/office TestOtherDesksQueuesDoNotExist", "app/queue TestOtherDesksDoNotExist", "app/queue TestReportIsScoped", "app/appointments TestDeskANeverSeesDeskB"}},
	{"the Arabic page and mail: direction, numbers, each in the person's language", []string{
		"app/mail TestArabicMail", "app/appointments TestAReminderIsInThePersonsLanguage", "app/portal TestTicketOnThePhoneInEveryLanguage",
		"app/portal TestBookingFromStartToEndInEveryLanguage", "cmd/approdo TestJourneys"}},
	{"closed minutes stay; who may not read a case does not read its item; a decision becomes one action, in a draft", []string{
		"app/meetings TestClosedMinutesStay", "app/meetings TestWhoSeesWhat", "app/meetings TestTwoCloseAtOnce", "app/meetings TestADecisionBecomesAnAction",
		"app/cases TestANewVersionBeginsFromTheOneInForce", "app/office/meetings TestWhoReadsAMeeting"}},
	{"an assessment has its hours, or a reason; tests with health data stand apart, sealed, and every reading is noted", []string{
		"app/assessments TestWhatAnEndNeeds", "app/assessments TestBounds", "app/assessments TestHealthDataStandApart", "app/office/assessments TestTestsAreGiven"}},
	{"free times are quick and lists count nothing", []string{"app/appointments TestInACrowd", "app/appointments TestSearchAndBookingCostFewStatements"}},
	{"a search that finds nothing says what to give up and offers the nearest times", []string{
		"app/appointments TestSearchWithNothingSaysWhatToGiveUp", "app/portal TestSearchWithNothingOffersTheNearestTimes"}},
	{"a page behind a link shows initials, time and place", []string{"app/portal TestLinkShowsOnlyInitials", "app/appointments TestFindForPersonShowsNoMoreThanInitialsTimeAndPlace"}},
	{"waiting list: who waits longest is asked, one offer a day and three in all, a time for one person at a time", []string{
		"app/waiting TestChoose", "app/waiting TestWhoWaitsLongestIsAskedAndAccepts", "app/waiting TestCaps", "app/waiting TestTwoEntriesOfOneAddressAreOneOfferADay",
		"app/waiting TestManySweepsAtOnceMakeOneOfferForATime", "app/waiting TestAcceptedAndDeclinedAtOnce", "app/waiting TestWhoWaitsIsAskedBeforeTheTimeReopens"}},
	{"waiting list: nothing after the start nor at night, late offers are dropped, whoever leaves or books is out", []string{
		"app/waiting TestTerms", "app/waiting TestALateRestartAsksNobodyForWhatIsOver", "app/waiting TestNobodyIsWokenUp", "app/waiting TestLateOffersAreDropped",
		"app/waiting TestLeavingGivesTheTimeToTheNext", "app/waiting TestWhoBooksElsewhereIsOut", "app/portal TestOpeningTheLinksOfTheListChangesNothing",
		"app/portal TestMailProgramsLeaveTheListByOneClick"}},
	{"one fair queue: the order is a rule, nobody is called twice, the display names nobody", []string{
		"app/queue TestOrderIsFairAndExplained", "app/queue TestTwoOperatorsPressAtOnce", "app/queue TestTwelveTicketsAtOnceHaveTwelveNumbers",
		"app/queue TestEstimateCountsWhoIsBookedAndNotHere", "app/portal TestDisplayShowsNumbersAndSpeaksTheTicketsLanguage", "cmd/approdo TestTheDeskAtWork"}},
	{"whoever refers a person learns what came of it", []string{"cmd/approdo TestFromWalkInToReportBack", "app/office/referrals TestFromTheCaseToTheReport"}},
	{"what is signed is the text that was read, once; its papers are sealed and of their desk", []string{
		"app/cases TestTwoTabletsSignOnce", "app/cases TestADigestIsOfTheText", "app/office/paths TestATextChangedMeanwhileIsNotSigned",
		"app/cases TestAScanIsTakenAndRemovedWithATrace", "app/office/paths TestTheSignedSheetIsKeptWithTheVersion"}},
	{"merging duplicates keeps every row and can be undone; couples share a telephone", []string{
		"app/people TestMergeKeepsEveryRowAndCanBeUndone", "app/people TestMergeAcrossDesks", "app/people TestMergeBothWaysAtOnce",
		"app/people TestCoupleSharesContacts", "app/cases TestMergedRecordsAreOnePerson"}},
	{"the body that sends somebody learns every decision, and nothing else", []string{
		"app/referrals TestTheBodyLearnsEachDecisionByMail", "app/referrals TestABodyReadsNothingOfTheFile", "app/office/bodies TestABodyCannotProbe",
		"app/office/bodies TestABodyReachesNothingOfTheOffice", "app/office/bodies TestAFormIsForItsDeskAndItsBody", "app/privacy TestStrangersGoWhenItIsSet"}},
	{"two operators on one file: the second sees what the first changed", []string{
		"app/people TestSecondToSaveSeesWhatTheFirstChanged", "app/office/persons TestTwoOperatorsOnOneFile"}},
	{"a person's area: link and code of one person, nobody else's, shut at once; reading changes nothing", []string{
		"app/people TestLinkAndCodeOpenOnesOwnArea", "app/people TestACodeIsOfOneDoor", "app/people TestAWithdrawnWayIsShutAtOnce",
		"app/people TestEnteringAndWithdrawingAtOnce", "app/people TestTriesRunOut", "app/portal TestNobodyReadsAnothersArea",
		"app/portal TestReadingTheDoorChangesNothing", "app/cases TestAPersonSeesTheirOwnAndNobodyElses"}},
	{"signed from afar: by the person alone, the text that was read, once", []string{
		"app/cases TestAPactIsSignedFromAfar", "app/cases TestNobodySignsForAnother", "app/cases TestWhatChangedIsReadAgain",
		"app/cases TestTwoTabsSignOnce", "app/portal TestOnlyTheirOwnerSigns", "app/portal TestSayingNoAndATextThatChanged"}},
	{"an uploaded document harms nobody: judged in a child that reaches nothing, rewritten without what acts, refused with what to do", []string{
		"app/inspect TestHostilePDFs", "app/inspect TestHostilePictures", "app/inspect TestHostileTextDocuments", "app/inspect TestPolyglots", "app/inspect TestCutOffAnywhere",
		"app/inspect TestActiveContentIsTakenOut", "app/inspect TestAChildTakenOver", "app/inspect TestMemoryStaysFlat", "app/inspect TestACanaryLeavesNoTrace"}},
	{"what a CV says is read in six scripts and proposed; what could mean two things is left out", []string{
		"app/inspect TestSixScripts", "app/inspect TestTheEuropassFixture", "app/europass TestGuessing", "app/europass TestGuessingNothing"}},
	{"a file over a bad line goes on where it broke; a slow line is waited for, hostile files and endless streams stop nobody", []string{
		"cmd/approdo TestAFileGoesOnWhereTheLineBroke", "cmd/approdo TestASlowLineIsWaitedFor", "cmd/approdo TestHostileFilesAreRefusedInWords",
		"cmd/approdo TestStreamsWithoutEnd", "cmd/approdo TestFiftyHandInAtOnce", "app/files TestManySendersOfOneFile"}},
	{"one current CV, six months, with a title and a job looked for; nothing is written into a file without a yes", []string{
		"app/cvs TestTheNewOneTakesThePlaceOfTheOld", "app/cvs TestACVWaitsForWhatTheFileLacks", "app/cvs TestValidityAndRenewal", "app/cvs TestRemindersGoOutOnceEach",
		"app/cvs TestNothingIsOverwrittenSilently", "app/cvs TestIdentityIsTheDesksToWrite", "app/preferences TestThreeAndNotTwice", "app/preferences TestManyAtOnce"}},
	{"a job is found in any language and letters", []string{
		"app/occupations TestFoundInAnyLanguageAndLetters", "app/occupations TestEveryShippedOccupation", "app/occupations TestTheWholeClassification"}},
	{"a consent taken back: file link dead, employers told, index emptied, no road to the CV", []string{
		"cmd/approdo TestAWithdrawnConsentLeavesNoRoadToTheCV", "cmd/approdo TestFromUploadToWithdrawal", "app/cvs TestEveryEndClosesTheLinkAtOnce",
		"app/cvs TestTakingBackWhileSomebodyReads", "app/cvs TestAStaleRowOfTheIndexShowsNothing", "app/consents TestAnEffectThatFailsTakesTheChangeBack"}},
	{"a CV is first read without a word of who it is of", []string{"app/cvs TestABlindCVSaysNothingOfWhoItIs", "app/cvs TestScrubbing", "app/cvs TestBlindWords"}},
	{"everything kept about a person, and of nobody else, is theirs to have; forgotten, it is nowhere but in the figures", []string{
		"app/privacy TestEveryTableIsInTheCatalogue", "app/privacy TestACopyHoldsEverythingOfOnePersonOnly", "app/office TestForgottenNowhereButInTheFigures",
		"app/privacy TestErasingIsToForget", "app/privacy TestTwoDecisionsAtOnce", "app/privacy TestForgottenWhileACopyIsMade"}},
	{"data go when their time is over, after a notice; who came back or asked is kept", []string{
		"app/privacy TestIdleFilesAreForgottenAfterANotice", "app/privacy TestKeepingWhileTheNightForgets", "app/privacy TestRowsGoWhenTheirTimeIsOver",
		"app/privacy TestOneWhoFailsStopsNobody", "app/privacy TestTheRegisterIsWhole", "app/privacy TestStrangersGoWhenItIsSet"}},
	{"a yes to an objection or a restriction has its effect at once, on every road", []string{
		"app/people TestAFileThatIsHeldStandsStill", "app/cvs TestWhoIsRestrictedIsNeitherFoundNorSent", "app/cvs TestARestrictedCVStandsStill",
		"app/cvs TestRestrictingWhileSomebodySends", "app/referrals TestNothingOfWhoIsRestrictedGoesToABody", "app/privacy TestAYesHasAnEffect",
		"app/privacy TestWhatIsRestrictedIsKept", "app/privacy TestMessagesNobodyNeedsAreWithheld", "app/office/rights TestWhatIsRestrictedIsReadAndNotChanged"}},
	{"protected data stand apart, sealed, and every reading of them is noted", []string{
		"app/people TestSpecialDataAreSealedAndEveryReadIsNoted", "app/office/persons TestSpecialDataAreApart"}},
}

// TestEveryPromiseHasItsTests: this table is the index from what can go wrong to where
// it is proved that it does not.
func TestEveryPromiseHasItsTests(t *testing.T) {
	declared := testsOf(house(t))
	for _, p := range promises {
		if len(p.tests) == 0 {
			t.Errorf("%s: no test", p.what)
		}
		for _, name := range p.tests {
			if !slices.Contains(declared, name) {
				t.Errorf("%s: there is no %s", p.what, name)
			}
		}
	}
}

// testsOf are the tests that the sources declare, "folder name".
func testsOf(all []source) []string {
	var names []string
	for _, s := range all {
		for _, d := range s.AST.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && s.Test && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") && f.Body != nil {
				names = append(names, s.Dir+" "+f.Name.Name)
			}
		}
	}
	return names
}
