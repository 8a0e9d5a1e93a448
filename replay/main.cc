#include "replay/auditor.h"

int main(int argc, char** argv) { return careledger::replay::RunAuditor({argv + 1, argv + argc}); }
