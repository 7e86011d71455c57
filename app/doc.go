// Package app is the house: this page says what stands where, who may know whom and
// why each dependency is here. The tests beside it keep the page true.
//
// Approdo is a public portal and a back-office for employment-orientation desks: one
// Go program, one PostgreSQL, HTML drawn on the server, htmx where a part of a page
// changes. Nouns for the domain, audiences for the screens: a noun owns its types,
// rules and SQL; a screen combines nouns for one audience; nouns never know screens.
//
// # Folders
//
//	cmd/approdo    the program: serve, migrate, admin, import, config, psql; builds everything by hand
//	cmd/bench      what a page and a booking cost beside the bare libraries (make bench)
//	app/<noun>     people, occupations, cases, desks, services, consents, preferences, appointments, queue, waiting, accesses, deliveries,
//	               partners, placements, enrolments, referrals, meetings, assessments, imports, applications,
//	               cvs, privacy, pages: rules, SQL and jobs of one noun
//	app/db         pools, transactions, error translation, migrations, the private cluster, testdb
//	app/config     settings from the environment, all mistakes at once
//	app/fault      what can go wrong, in words the whole program shares
//	app/i18n       languages, sentences, plurals, dates and numbers by locale
//	app/auth       who (accounts, sessions, second factor, signed links) and may (roles)
//	app/audit      append-only trail, written in the same transaction as the change
//	app/jobs       work for later, enqueued in the caller's transaction
//	app/mail       messages to people: one receipt each, drawn in their language when sent
//	app/files      encrypted blobs
//	app/europass   a CV as Europass documents say it: read and written
//	app/neutral    what was typed, the same of women and of men
//	app/personal   how nouns say what they keep about people
//	app/print      our own HTML as tagged PDF, by one headless Chromium kept warm
//	app/inspect    what an uploaded document really is, and a clean PDF of it, by children under limits
//	app/web        server, a request's way, forms, errors, assets, the view engine
//	app/portal     public screens          app/office  operators' screens
//	app/towntest   for the tests of nouns and screens: desks, who works there, who comes
//	views          templates by audience, resource and action; name = path = URL
//	static         what the browser loads; built by make assets, embedded
//	locales        every sentence, one file a language (office.* for the back-office)
//	migrations     the database's shape, in order
//
// # Who may know whom
//
//  1. cmd knows everything; nobody knows cmd.
//  2. portal, employer and office know web, nouns and ground, never each other; web
//     knows ground.
//  3. A noun knows the ground, and nouns above its own row of this hill:
//     people, desks, occupations;
//     services, consents, preferences;
//     appointments, queue, cases, cvs, courses, jobdays, employers, partners, pages;
//     waiting, referrals, vacancies, accesses, deliveries, placements, enrolments, imports,
//     meetings;
//     matching, assessments, applications;
//     newsletters, surveys, programmes, reports;
//     privacy.
//  4. The ground (db, config, fault, i18n, auth, audit, jobs, mail, files, europass,
//     neutral, personal, print, inspect) knows no noun
//     and no screen. Only web, portal, employer and office import fiber; bun is imported
//     by db, by the ground's packages that own a table, by nouns, and by cmd.
//  5. No package called util, common, helpers, models or types; no init; no
//     package-level state that changes; an interface only where two things implement it.
//
// # A change and a request
//
// A change of state is one function in one file of its noun: transaction → lock → pure
// rule → write → audit → jobs, all in that transaction; the actor and the time are
// arguments. A request passes recover, language, id and log, deadline, headers, size,
// same-origin, session, CSRF and the guard on its route's line; the handler parses a
// form, makes one call to a noun and answers with one of three outcomes: field errors
// (422), a fault (the one error handler), success (303).
//
// # Dependencies, one reason each (version, its release)
//
// Web:
//
//	github.com/gofiber/fiber/v2 v2.52.15 (2026-08): routes and requests
//	github.com/gofiber/template/html/v2 v2.1.3 (2025-01): loads and reloads html/template views
//	golang.org/x/sync v0.24.0 (2026-09): parts of the program that start and stop together
//	github.com/valyala/fasthttp v1.51.0 (2023-11): fiber's engine; the benchmark's client
//
// Data:
//
//	github.com/uptrace/bun v1.3.0 (2026-10): SQL with types, one scan per row
//	github.com/uptrace/bun/dialect/pgdialect v1.3.0 (2026-10): ranges, arrays and jsonb; same version as bun
//	github.com/uptrace/bun/driver/pgdriver v1.2.18 (2026-02): the wire to PostgreSQL, pure Go
//	filippo.io/age v1.3.2 (2026-08): files at rest, a key for each
//	golang.org/x/crypto v0.58.0 (2026-10): seals secrets that stay in the database
//	github.com/gabriel-vasile/mimetype v1.4.16 (2026-10): what an upload really is
//	github.com/xuri/excelize/v2 v2.10.1 (2026-02): registers and reports as spreadsheets
//
// Words:
//
//	github.com/nicksnyder/go-i18n/v2 v2.7.0 (2026-10): plural forms of twelve languages
//	golang.org/x/text v0.43.0 (2026-10): language tags, names of languages, matching
//	golang.org/x/net v0.62.0 (2026-10): HTML read as a browser would: what Europass documents say, pages in tests
//	gopkg.in/yaml.v3 v3.0.1 (2022-05): data files people read and edit
//
// People:
//
//	github.com/alexedwards/argon2id v1.0.0 (2023-10): passwords
//	github.com/pquerna/otp v1.5.0 (2024-12): codes of an authenticator app
//	github.com/go-webauthn/webauthn v0.18.2 (2026-09): passkeys
//	github.com/skip2/go-qrcode v0.0.0-20200617195104-da1b6568686e (2020-06): the code an app scans
//	github.com/mozillazg/go-unidecode v0.2.0 (2022-08): names of every script in Latin letters, for searching
//	github.com/nyaruka/phonenumbers v1.8.1 (2026-07): telephone numbers of every country
//	github.com/wneessen/go-mail v0.8.1 (2026-07): messages, SMTP and DKIM
//	github.com/emersion/go-smtp v0.25.1 (2026-11): the mail catcher of development
//	github.com/arran4/golang-ical v0.3.4 (2026-03): calendar entries
//	github.com/teambition/rrule-go v1.8.2 (2023-01): openings that recur, right across DST
//	github.com/caarlos0/env/v11 v11.4.2 (2026-11): settings from the environment
//
// Paper:
//
//	github.com/chromedp/chromedp v0.23.0 (2026-11): a Chromium that prints PDF; the journeys' browser
//	github.com/chromedp/cdproto v0.159.0 (2026-10): the browser's own words
//	github.com/pdfcpu/pdfcpu v0.15.0 (2026-08): reads the PDFs people hand in, puts what a CV says into ours
//
// Tests and checks only:
//
//	github.com/descope/virtualwebauthn v1.0.3 (2024-08): a passkey without a finger
//	github.com/emersion/go-msgauth v0.7.0 (2025-04): verifies our DKIM signature
//	honnef.co/go/tools v0.8.2 (2026-10): staticcheck
//
// Of static/package.json: bootstrap-italia 2.18.3 (2026-08), the look of the Italian
// public administration; htmx.org 2.0.11 (2026-09), parts of a page;
// @fontsource/titillium-web 5.3.0 (2026-08), its letters. To build: purgecss 8.0.0
// (2026-03) drops unused rules, rtlcss 4.3.0 (2024-12) mirrors, esbuild 0.28.2 (2026-08)
// bundles. To test: axe-core 4.14.1 (2026-11), accessibility; html-validate 10.17.0
// (2026-05, the newest for Node 20), markup.
//
// The machine gives PostgreSQL ≥ 15, Go and Node; Chromium and the Noto fonts for PDF and
// for tests, poppler's pdftotext and pdfdetach for reading CVs, pdfinfo and pdffonts for
// tests; LibreOffice and clamd where somebody installed them.
package app
