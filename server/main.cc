#include "server/server.h"

int main(int argc, char** argv) { return careledger::RunServer({argv + 1, argv + argc}); }
