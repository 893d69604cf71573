// SPDX-License-Identifier: GPL-3.0-or-later
// tidegate-server: the shop without a window and without the libraries that one needs.
#include "app/serve.h"

int main(int argc, char **argv)
{
    return tidegate::runProgram(argc, argv, {});
}
