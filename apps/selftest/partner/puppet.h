// SPDX-License-Identifier: Apache-2.0
// A process that does what it is told (orders.h).
#pragma once

// Until it is told by somebody's mistake: returns the error of the orders' endpoint.
int puppet_obey(void);
