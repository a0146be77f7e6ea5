"""The ways of writing a row: by form, by queryset, in bulk, and by raw SQL."""

from .sql import sql


def write_by_save(row, **changes):
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def write_by_update(row, **changes):
    type(row).objects.filter(pk=row.pk).update(**changes)


def write_by_bulk_update(row, **changes):
    for name, value in changes.items():
        setattr(row, name, value)
    type(row).objects.bulk_update([row], list(changes))


def write_by_raw_sql(row, **changes):
    columns = ", ".join(f"{row._meta.get_field(name).column} = %s" for name in changes)
    values = [getattr(value, "pk", value) for value in changes.values()]
    sql(f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", *values, row.pk)


WRITE_PATHS = [write_by_save, write_by_update, write_by_bulk_update, write_by_raw_sql]
