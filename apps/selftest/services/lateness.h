// SPDX-License-Identifier: Apache-2.0
// How late timers of timed are, as a client with the precise clock sees it.
#pragma once

#include "services/timed/client.h"

// In each class, from the one that the caller has down to Idle. Ends in the marker.
void prove_lateness(const struct timed_client *client);
