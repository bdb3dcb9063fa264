// SPDX-License-Identifier: Apache-2.0
// Whatever is taken and charged, whatever the limits and wherever the clock goes: the account answers as one does that keeps the whole
// tick and any number, and no window gives more than its budget.
#include <cstdint>
#include <cstdlib>

#include "kernel/ipi/rate_limiter.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

void Check(bool promise) {
    if (!promise) {
        abort();
    }
}

class Input {
  public:
    Input(const uint8_t *data, size_t size) : next_(data), end_(data + size) {}

    bool IsAtEnd() const {
        return next_ == end_;
    }

    uint64_t Byte() {
        return IsAtEnd() ? 0 : *next_++;
    }

    // 0 to 255, at any place of a number of so many bits.
    uint64_t Number(uint32_t bits) {
        uint64_t place = Byte() % bits;
        return (Byte() << place) & ((uint64_t{1} << bits) - 1);
    }

  private:
    const uint8_t *next_;
    const uint8_t *end_;
};

constexpr uint64_t kAround = uint64_t{1} << 40;

class Run {
  public:
    explicit Run(Input *input) {
        rate_account_init(&account_);
        limit_.budget = static_cast<uint32_t>(input->Number(RATE_LIMIT_USED_BITS));
        limit_.window_ticks = input->Number(39);
        now_ = RATE_LIMIT_LATE_TICKS + input->Number(62);
        start_ = now_;
    }

    void Step(Input *input) {
        switch (input->Byte() % 6) {
            case 0:
            case 1:
                Take();
                break;
            case 2:
                for (uint64_t left = input->Byte(); left != 0; left--) {
                    Take();
                }
                break;
            case 3:
                Charge(input->Number(RATE_LIMIT_USED_BITS));
                break;
            case 4:
                Charge(input->Byte() % 2 == 0 ? UINT64_MAX - input->Byte() : input->Number(63));
                break;
            default:
                MoveClock(input);
                break;
        }
        Look();
    }

  private:
    // Of an account that was left alone for long the header promises less: the model is not so old.
    void MoveClock(Input *input) {
        uint64_t kind = input->Byte() % 4;
        if (kind == 0) {
            now_ = start_ + limit_.window_ticks - 1 + input->Byte() % 3;
        } else if (kind == 1) {
            now_ -= input->Number(20);
        } else {
            now_ += input->Number(38);
        }
        uint64_t earliest = start_ - (start_ < RATE_LIMIT_LATE_TICKS ? start_ : RATE_LIMIT_LATE_TICKS);
        now_ = now_ < earliest ? earliest : now_;
        if (now_ - earliest >= kAround) {
            now_ = start_ + limit_.window_ticks;
        }
    }

    bool IsOpen() const {
        return used_ != 0 && now_ < start_ + limit_.window_ticks;
    }

    uint64_t Used() const {
        return IsOpen() ? used_ : 0;
    }

    void Use(uint64_t amount) {
        uint64_t used = Used();
        if (!IsOpen()) {
            start_ = now_;
        }
        used_ = amount > RATE_LIMIT_USED_MAX - used ? uint64_t{RATE_LIMIT_USED_MAX} : used + amount;
    }

    void Take() {
        uint64_t word = account_.word;
        bool fits = Used() < limit_.budget;
        Check(rate_limiter_take(&account_, limit_, now_) == fits);
        Check(fits || account_.word == word);
        if (fits) {
            Use(1);
        }
    }

    void Charge(uint64_t amount) {
        Use(amount);
        Check(rate_limiter_charge(&account_, limit_, amount, now_) == (used_ >= limit_.budget));
    }

    void Look() const {
        Check(rate_limiter_left(&account_, limit_, now_) == (Used() < limit_.budget ? limit_.budget - Used() : 0));
        Check(rate_limiter_window_end(&account_, limit_, now_) == (IsOpen() ? start_ + limit_.window_ticks : now_));
    }

    rate_account account_;
    rate_limit limit_;
    uint64_t now_;
    uint64_t start_;
    uint64_t used_ = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Input input(data, size);
    Run run(&input);
    while (!input.IsAtEnd()) {
        run.Step(&input);
    }
    return 0;
}
