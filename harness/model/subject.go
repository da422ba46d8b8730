package model

// Subject is a kind of value that findings can be grouped by.
type Subject string

// The subjects: the NHS number of the patient that an answer is about, and what else the
// answer has of that patient.
const (
	SubjectPatient Subject = "patient"
	SubjectDetail  Subject = "patient-detail"
)

// Subjects lists every subject.
func Subjects() []Subject { return []Subject{SubjectPatient, SubjectDetail} }
