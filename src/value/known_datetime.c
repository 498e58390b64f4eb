/* SPDX-License-Identifier: MIT
 *
 * datetime: its classes are pickled as their bytes, big-endian, with `fold` in the highest bit of the month
 * (datetime) or hour (time), and a timezone after them.
 */
#include "value/known.h"

enum { DATE_BYTES = 4, TIME_BYTES = 6, DATETIME_BYTES = DATE_BYTES + TIME_BYTES };

struct moment {
    unsigned year, month, day;
    unsigned hour, minute, second, microsecond;
    bool fold;
    const pymgr_value *zone; /* NULL: none */
};

struct duration {
    int64_t days, seconds, microseconds; /* only days may be negative */
};

static const pymgr_value *args_of(const pymgr_value *value)
{
    return PM_CONST_CAST(pm_instance, value)->args;
}

/* --- reading --- */

static void read_date(const unsigned char *bytes, struct moment *moment)
{
    moment->year = bytes[0] * 256u + bytes[1];
    moment->month = bytes[2];
    moment->day = bytes[3];
}

static void read_time(const unsigned char *bytes, struct moment *moment)
{
    moment->hour = bytes[0];
    moment->minute = bytes[1];
    moment->second = bytes[2];
    moment->microsecond = bytes[3] * 65536u + bytes[4] * 256u + bytes[5];
}

/* Takes the highest bit off a field; it means fold=1. */
static void take_fold(unsigned *field, struct moment *moment)
{
    moment->fold = *field & 0x80;
    *field &= 0x7f;
}

/* The bytes of the first argument, if they are so many; the zone is the second. */
static const unsigned char *packed(const pymgr_value *value, size_t size, struct moment *moment)
{
    const pymgr_value *args = args_of(value), *bytes = pymgr_item(args, 0);

    *moment = (struct moment){ .zone = pymgr_item(args, 1) };
    if (bytes == NULL || pymgr_length(args) > 2 || !(pm_is(bytes, PYMGR_BYTES) || pm_is(bytes, PYMGR_STR)) ||
        PM_CONST_CAST(pm_text, bytes)->size != size)
        return NULL;
    return (const unsigned char *)PM_CONST_CAST(pm_text, bytes)->bytes;
}

static bool date_of(const pymgr_value *value, struct moment *moment)
{
    const unsigned char *bytes = packed(value, DATE_BYTES, moment);

    if (bytes == NULL)
        return false;
    read_date(bytes, moment);
    return true;
}

static bool time_of(const pymgr_value *value, struct moment *moment)
{
    const unsigned char *bytes = packed(value, TIME_BYTES, moment);

    if (bytes == NULL)
        return false;
    read_time(bytes, moment);
    take_fold(&moment->hour, moment);
    return true;
}

static bool datetime_of(const pymgr_value *value, struct moment *moment)
{
    const unsigned char *bytes = packed(value, DATETIME_BYTES, moment);

    if (bytes == NULL)
        return false;
    read_date(bytes, moment);
    read_time(bytes + DATE_BYTES, moment);
    take_fold(&moment->month, moment);
    return true;
}

static bool is_of(const pymgr_value *value, const char *name)
{
    return value != NULL && pm_is(value, PYMGR_INSTANCE) &&
           pm_global_is(PM_CONST_CAST(pm_instance, value)->callable, "datetime", name);
}

static bool duration_of(const pymgr_value *value, struct duration *duration)
{
    enum { DAYS_LIMIT = 1000000000, DAY = 24 * 60 * 60, SECOND = 1000000 };
    const pymgr_value *args = args_of(value);

    return pymgr_length(args) == 3 && pymgr_int_value(pymgr_item(args, 0), &duration->days) &&
           pymgr_int_value(pymgr_item(args, 1), &duration->seconds) &&
           pymgr_int_value(pymgr_item(args, 2), &duration->microseconds) && duration->days < DAYS_LIMIT &&
           duration->days > -DAYS_LIMIT && duration->seconds >= 0 && duration->seconds < DAY &&
           duration->microseconds >= 0 && duration->microseconds < SECOND;
}

/* The offset of a datetime.timezone. */
static bool offset_of(const pymgr_value *zone, struct duration *duration)
{
    const pymgr_value *offset = pymgr_item(args_of(zone), 0);

    return is_of(offset, "timedelta") && duration_of(offset, duration);
}

/* --- repr --- */

static void put_clock_arguments(struct pm_writing *self, const struct moment *moment)
{
    pm_put_format(self->out, "%u, %u", moment->hour, moment->minute);
    if (moment->second > 0 || moment->microsecond > 0)
        pm_put_format(self->out, ", %u", moment->second);
    if (moment->microsecond > 0)
        pm_put_format(self->out, ", %u", moment->microsecond);
}

static int put_keywords(struct pm_writing *self, const struct moment *moment)
{
    if (moment->fold)
        pm_put_text(self->out, ", fold=1");
    if (moment->zone != NULL) {
        pm_put_text(self->out, ", tzinfo=");
        if (pm_write_repr(self, moment->zone) < 0)
            return -1;
    }
    pm_put_u8(self->out, ')');
    return 0;
}

int pm_repr_date(struct pm_writing *self, const pymgr_value *value)
{
    struct moment moment;

    if (!date_of(value, &moment))
        return pm_write_object(self, value);
    pm_put_format(self->out, "datetime.date(%u, %u, %u)", moment.year, moment.month, moment.day);
    return 0;
}

int pm_repr_time(struct pm_writing *self, const pymgr_value *value)
{
    struct moment moment;

    if (!time_of(value, &moment))
        return pm_write_object(self, value);
    pm_put_text(self->out, "datetime.time(");
    put_clock_arguments(self, &moment);
    return put_keywords(self, &moment);
}

int pm_repr_datetime(struct pm_writing *self, const pymgr_value *value)
{
    struct moment moment;

    if (!datetime_of(value, &moment))
        return pm_write_object(self, value);
    pm_put_format(self->out, "datetime.datetime(%u, %u, %u, ", moment.year, moment.month, moment.day);
    put_clock_arguments(self, &moment);
    return put_keywords(self, &moment);
}

static void put_part(struct pm_writing *self, const char *name, int64_t number, bool *morep)
{
    if (number == 0)
        return;
    pm_put_format(self->out, "%s%s=%lld", *morep ? ", " : "", name, (long long)number);
    *morep = true;
}

int pm_repr_timedelta(struct pm_writing *self, const pymgr_value *value)
{
    struct duration duration;
    bool more = false;

    if (!duration_of(value, &duration))
        return pm_write_object(self, value);
    pm_put_text(self->out, "datetime.timedelta(");
    put_part(self, "days", duration.days, &more);
    put_part(self, "seconds", duration.seconds, &more);
    put_part(self, "microseconds", duration.microseconds, &more);
    pm_put_text(self->out, more ? ")" : "0)");
    return 0;
}

int pm_repr_timezone(struct pm_writing *self, const pymgr_value *value)
{
    const struct pm_tuple *args = PM_CONST_CAST(pm_tuple, args_of(value));
    struct duration offset;

    if (!offset_of(value, &offset))
        return pm_write_object(self, value);
    if (args->length == 1 && offset.days == 0 && offset.seconds == 0 && offset.microseconds == 0) {
        pm_put_text(self->out, "datetime.timezone.utc");
        return 0;
    }
    pm_put_text(self->out, "datetime.timezone(");
    if (pm_write_items(self, args->items, args->length) < 0)
        return -1;
    pm_put_u8(self->out, ')');
    return 0;
}

/* --- str --- */

static void put_date(struct pm_writing *self, const struct moment *moment)
{
    pm_put_format(self->out, "%04u-%02u-%02u", moment->year, moment->month, moment->day);
}

static void put_clock(struct pm_writing *self, const struct moment *moment)
{
    pm_put_format(self->out, "%02u:%02u:%02u", moment->hour, moment->minute, moment->second);
    if (moment->microsecond > 0)
        pm_put_format(self->out, ".%06u", moment->microsecond);
}

/* "+01:00", and seconds and microseconds only where there are any. */
static void put_offset(struct pm_writing *self, const struct duration *duration)
{
    const int64_t second = 1000000, day = 24 * 60 * 60 * second;
    int64_t total = duration->days * day + duration->seconds * second + duration->microseconds;
    int64_t magnitude = total < 0 ? -total : total;
    int seconds = (int)(magnitude / second % 60), microseconds = (int)(magnitude % second);

    pm_put_format(self->out, "%c%02d:%02d", total < 0 ? '-' : '+', (int)(magnitude / second / 3600),
        (int)(magnitude / second / 60 % 60));
    if (seconds > 0 || microseconds > 0)
        pm_put_format(self->out, ":%02d", seconds);
    if (microseconds > 0)
        pm_put_format(self->out, ".%06d", microseconds);
}

/* A zone that is not a datetime.timezone has code to tell its offset, which does not run here. */
static bool zone_offset(const struct moment *moment, struct duration *duration)
{
    *duration = (struct duration){ 0 };
    return moment->zone == NULL || (is_of(moment->zone, "timezone") && offset_of(moment->zone, duration));
}

int pm_str_date(struct pm_writing *self, const pymgr_value *value)
{
    struct moment moment;

    if (!date_of(value, &moment))
        return pm_write_object(self, value);
    put_date(self, &moment);
    return 0;
}

int pm_str_time(struct pm_writing *self, const pymgr_value *value)
{
    struct moment moment;
    struct duration offset;

    if (!time_of(value, &moment) || !zone_offset(&moment, &offset))
        return pm_repr_time(self, value);
    put_clock(self, &moment);
    if (moment.zone != NULL)
        put_offset(self, &offset);
    return 0;
}

int pm_str_datetime(struct pm_writing *self, const pymgr_value *value)
{
    struct moment moment;
    struct duration offset;

    if (!datetime_of(value, &moment) || !zone_offset(&moment, &offset))
        return pm_repr_datetime(self, value);
    put_date(self, &moment);
    pm_put_u8(self->out, ' ');
    put_clock(self, &moment);
    if (moment.zone != NULL)
        put_offset(self, &offset);
    return 0;
}

int pm_str_timedelta(struct pm_writing *self, const pymgr_value *value)
{
    struct duration duration;
    int seconds;

    if (!duration_of(value, &duration))
        return pm_write_object(self, value);
    if (duration.days != 0)
        pm_put_format(self->out, "%lld day%s, ", (long long)duration.days,
            duration.days == 1 || duration.days == -1 ? "" : "s");
    seconds = (int)duration.seconds;
    pm_put_format(self->out, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (duration.microseconds > 0)
        pm_put_format(self->out, ".%06d", (int)duration.microseconds);
    return 0;
}

int pm_str_timezone(struct pm_writing *self, const pymgr_value *value)
{
    const pymgr_value *name = pymgr_item(args_of(value), 1);
    struct duration offset;

    if (!offset_of(value, &offset))
        return pm_write_object(self, value);
    if (name != NULL)
        return pm_write_str(self, name);
    pm_put_text(self->out, "UTC");
    if (offset.days != 0 || offset.seconds != 0 || offset.microseconds != 0)
        put_offset(self, &offset);
    return 0;
}
