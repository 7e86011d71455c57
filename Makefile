# Approdo: every command of the house. `make` alone prints this list.
#
# GOTEST adds to the flags of go test, e.g. make test GOTEST='-run Journeys -v ./cmd/...'

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run assets build test check bench screenshots psql fmt clean

GOTEST ?= ./...
program := bin/approdo

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, start everything; Ctrl-C stops it
	@test -n "$$DATABASE_URL$$DATABASE_URL_FILE" || .ci/install.sh server
	@test -n "$$CHROMIUM_PATH" || .ci/install.sh browser || echo "approdo: going on without PDF." >&2
	@.ci/install.sh reader || echo "approdo: going on without reading the text of CVs." >&2
	@$(MAKE) --no-print-directory build
	@exec $(program) serve

assets: ## fetch the npm packages, build style sheets, script and icons
	@.ci/assets.sh

build: assets ## build bin/approdo
	@command -v go >/dev/null || { echo "approdo: go is missing: install Go 1.26 or newer." >&2; exit 1; }
	@go build -buildvcs=false -trimpath -o $(program) ./cmd/approdo

test: ## run every test: units, PostgreSQL, handlers, browser journeys, house
	@.ci/install.sh server browser reader
	@$(MAKE) --no-print-directory assets
	go test -timeout 10m $(GOTEST)

check: ## formatting, vet, staticcheck, hostile files, every test with the race detector
	@.ci/install.sh server browser reader compiler
	@$(MAKE) --no-print-directory assets
	@.ci/format.sh
	go vet ./...
	go tool staticcheck ./...
	go test -shuffle=on -timeout 10m ./app/inspect
	go test -shuffle=on -timeout 10m -run '^Test(HostileFiles|StreamsWithoutEnd|FiftyHandIn)' ./cmd/approdo
	go test -race -shuffle=on -timeout 13m $(GOTEST)

bench: ## pages and bookings a second beside bare handlers and inserts, as a table
	@.ci/install.sh server
	@$(MAKE) --no-print-directory build
	@go run ./cmd/bench -program $(program)

screenshots: ## a picture of each step of the booking, into screenshots/
	@.ci/install.sh server browser
	@$(MAKE) --no-print-directory assets
	SCREENSHOTS="$(CURDIR)/screenshots" go test -count=1 -run '^TestJourneys$$/books' ./cmd/approdo

psql: ## open the database of a running `make run`
	@$(program) psql

fmt: ## write the Go files the way gofmt does
	@gofmt -w app cmd views locales migrations static/*.go

clean: ## remove what was built; the data directory stays
	rm -rf bin screenshots static/node_modules
	find static/dist -mindepth 1 ! -name .gitkeep -delete
