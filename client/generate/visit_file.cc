#include <cstring>

#include "client/generate/files.h"
#include "client/generate/totals.h"

namespace careledger::generate {
namespace {

constexpr std::string_view kHeader =
    "external_id,sequence,person_id,service,deliverer_id,planned_start,planned_minutes,status,notice_by,"
    "notice_time,"
    "carer_id,check_in,check_out,evidence,carer_id_2,check_in_2,check_out_2,evidence_2\n";
constexpr std::size_t kLongestRow = 640;  // Ids are at most 64 characters, numbers 20, times 25.

char* Put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* PutNumber(char* out, std::int64_t value, int at_least = 1) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  for (; count < at_least; ++count) digits[count] = '0';
  while (count > 0) *out++ = digits[--count];
  return out;
}

}  // namespace

void VisitFile::Add(const Visit& visit) {
  if (buffer_.size() < size_ + kLongestRow + kHeader.size()) buffer_.resize(2 * buffer_.size() + 65'536);
  char* p = buffer_.data() + size_;
  if (size_ == 0) p = Put(p, kHeader);

  p = PutNumber(p, visit.fault == Fault::kSameVisit ? visit.partner : visit.number);
  if (visit.fault == Fault::kSameVisit) *p++ = 'b';
  *p++ = ',';
  p = PutNumber(p, visit.sequence);
  *p++ = ',';
  const bool known = visit.fault != Fault::kUnknownPackage;
  *p++ = known ? 'P' : 'U';
  p = PutNumber(p, visit.person + 1, 5);
  *p++ = ',';
  p = Put(p, kServiceNames[visit.service]);
  *p++ = ',';
  if (known && phase_ == Phase::kAfter && !provider_.deliverers.empty()) {
    const Person& person = world_.people[static_cast<std::size_t>(visit.person)];
    const std::string& deliverer = provider_.deliverers[static_cast<std::size_t>(person.deliverer)];
    if (deliverer != provider_.id) p = Put(p, deliverer);
  }
  *p++ = ',';
  p = clock_.Write(p, visit.planned);
  *p++ = ',';
  p = PutNumber(p, visit.minutes);
  *p++ = ',';
  p = Put(p, kStatusNames[static_cast<std::size_t>(visit.status)]);
  *p++ = ',';
  p = Put(p, kNoticeNames[static_cast<std::size_t>(visit.notice_by)]);
  *p++ = ',';
  if (visit.notice != 0) p = clock_.Write(p, visit.notice);
  for (std::int32_t i = 0; i < 2; ++i) {
    if (i >= visit.Attended()) {
      p = Put(p, ",,,,");
      continue;
    }
    const Attendance& a = visit.attendances[static_cast<std::size_t>(i)];
    p = Put(p, ",C");
    p = PutNumber(p, a.carer, 4);
    *p++ = ',';
    p = clock_.Write(p, a.in);
    *p++ = ',';
    p = clock_.Write(p, a.out);
    *p++ = ',';
    p = Put(p, kEvidenceNames[static_cast<std::size_t>(visit.evidence)]);
  }
  *p++ = '\n';
  size_ = static_cast<std::size_t>(p - buffer_.data());
}

}  // namespace careledger::generate
