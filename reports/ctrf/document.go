package ctrf

// The part of the Common Test Report Format, version 0.0.0, that is written.
type document struct {
	ReportFormat string  `json:"reportFormat"`
	SpecVersion  string  `json:"specVersion"`
	ReportID     string  `json:"reportId,omitempty"`
	RunID        string  `json:"runId,omitempty"`
	Timestamp    string  `json:"timestamp,omitempty"`
	GeneratedBy  string  `json:"generatedBy"`
	Results      results `json:"results"`
}

type results struct {
	Tool        tool        `json:"tool"`
	Summary     summary     `json:"summary"`
	Tests       []test      `json:"tests"`
	Environment environment `json:"environment"`
}

type tool struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// summary counts tests. Times are milliseconds since 1970.
type summary struct {
	Tests   int            `json:"tests"`
	Passed  int            `json:"passed"`
	Failed  int            `json:"failed"`
	Skipped int            `json:"skipped"`
	Pending int            `json:"pending"`
	Other   int            `json:"other"`
	Suites  int            `json:"suites"`
	Start   int64          `json:"start"`
	Stop    int64          `json:"stop"`
	Extra   map[string]any `json:"extra"`
}

// add counts a test while its status is known.
func (s *summary) add(status string) {
	s.Tests++
	switch status {
	case passed:
		s.Passed++
	case failed:
		s.Failed++
	case skipped:
		s.Skipped++
	case pending:
		s.Pending++
	default:
		s.Other++
	}
}

// The statuses of CTRF that are used.
const (
	passed  = "passed"
	failed  = "failed"
	skipped = "skipped"
	pending = "pending"
)

type test struct {
	TestID      string              `json:"testId,omitempty"`
	Name        string              `json:"name"`
	Status      string              `json:"status"`
	Duration    int64               `json:"duration"`
	Start       int64               `json:"start,omitempty"`
	Stop        int64               `json:"stop,omitempty"`
	Suite       []string            `json:"suite,omitempty"`
	Message     string              `json:"message,omitempty"`
	Trace       string              `json:"trace,omitempty"`
	Line        int                 `json:"line,omitempty"`
	RawStatus   string              `json:"rawStatus,omitempty"`
	Tags        []string            `json:"tags,omitempty"`
	Labels      map[string][]string `json:"labels,omitempty"`
	Type        string              `json:"type,omitempty"`
	FilePath    string              `json:"filePath,omitempty"`
	Attachments []attachment        `json:"attachments,omitempty"`
}

type attachment struct {
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	Path        string `json:"path"`
}

type environment struct {
	ReportName string         `json:"reportName"`
	AppName    string         `json:"appName,omitempty"`
	AppVersion string         `json:"appVersion,omitempty"`
	OSPlatform string         `json:"osPlatform,omitempty"`
	TestEnv    string         `json:"testEnvironment,omitempty"`
	Extra      map[string]any `json:"extra"`
}
