// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/feed/feed_adapter.h"

namespace tidegate {

/// What the beginning of a feed tells of it as JSON.
struct JsonSample {
    enum class Shape {
        None,     ///< no JSON
        List,     ///< [ …
        Envelope, ///< an object that is more than one record
        Lines,    ///< one object in each line
    };
    Shape shape = Shape::None;
    bool namesSku = false;
};
JsonSample sampleJson(const FeedSample &sample);

} // namespace tidegate
