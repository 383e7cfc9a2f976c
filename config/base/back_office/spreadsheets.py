"""CSV and XLSX in and out: a preview that changes nothing, all rows or none, and cells no spreadsheet would run."""

from __future__ import annotations

import zipfile
from typing import Any, ClassVar

import tablib  # type: ignore[import-untyped]
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from import_export import resources
from import_export.admin import ExportMixin, ImportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from config.base.back_office.roles import RECRUITING, RoleAdmin, refuse_nul, user_of
from config.base.constraints import refusals
from config.base.errors import DomainError
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import current

MAX_ROWS = 1000
MAX_BYTES = 2_000_000
MAX_UNPACKED_BYTES = 20_000_000
MAX_EXPORT_ROWS = 20_000
# What makes a spreadsheet take a text for a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_number(text: str) -> bool:
    digits = text.lstrip("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and text.count("-") <= 1


def escaped(text: str) -> str:
    """The cell as text that no spreadsheet evaluates; numbers stay as they are."""
    return f"'{text}" if text.startswith(RISKY) and not plain_number(text) else text


def cell(value: Any) -> str:
    """A read cell as text: spreadsheets give numbers and nothings as well. What `escaped` put before it goes."""
    text = "" if value is None else str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text


class ServiceImport(resources.ModelResource):
    """Rows that a service writes. `existing` finds what a row would only repeat; such rows are skipped."""

    columns: ClassVar[tuple[str, ...]] = ()
    required: ClassVar[tuple[str, ...]] = ()
    columns_of_attrs: ClassVar[dict[str, str]] = {}
    # Columns that the preview shows; all of them by default.
    shown: ClassVar[tuple[str, ...]] = ()
    # Where it differs from MAX_ROWS.
    max_rows: ClassVar[int | None] = None

    def __init__(self, actor: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.actor = actor

    def existing(self, row: dict[str, str]) -> Any:
        raise NotImplementedError

    def create(self, row: dict[str, str]) -> Any:
        raise NotImplementedError

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        problem = self.problem_of(dataset)
        if problem is None:
            return super().import_data(self.in_order(dataset), *args, **kwargs)
        result = self.get_result_class()()
        result.append_base_error(self.get_error_result_class()(ValueError(problem)))
        return result

    def problem_of(self, dataset: Any) -> str | None:
        """What is wrong with the file as a whole."""
        headers = [str(header or "").strip() for header in dataset.headers or []]
        dataset.headers = headers
        missing = [name for name in self.required if name not in headers]
        unknown = sorted({name for name in headers if name not in self.columns})
        if missing:
            return f"The file lacks the column {missing[0]}. Its columns are: {', '.join(self.columns)}."
        if unknown:
            return f"The column “{unknown[0]}” is not known. Known are: {', '.join(self.columns)}."
        if len(set(headers)) < len(headers):
            return "A column stands twice in the file."
        most = self.max_rows or MAX_ROWS
        if len(dataset) > most:
            return f"At most {most} rows at a time: this file has {len(dataset)}."
        return None

    def in_order(self, dataset: Any) -> tablib.Dataset:
        """The same rows with all columns in their own order, as text."""
        rows = ([cell(row.get(name)) for name in self.columns] for row in dataset.dict)
        return tablib.Dataset(*rows, headers=self.columns)

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Any, bool]:
        for name in self.required:
            if not row[name]:
                raise ValidationError({name: "This is needed."})
        if any("\x00" in value for value in row.values()):
            raise ValidationError("A cell holds a character that is no text.")
        found = self.existing(row)
        return (self._meta.model(), True) if found is None else (found, False)

    def import_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        """The service reads the row."""

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not instance._state.adding

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """The service does."""

    def save_instance(self, instance: Any, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:
        try:
            with refusals():
                made = self.create(row)
        except DomainError as refusal:
            column = self.columns_of_attrs.get(refusal.attr or "", refusal.attr or "")
            raise ValidationError({column: refusal.detail} if column in self.columns else refusal.detail) from None
        instance.__dict__.update(made.__dict__)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """The service does."""

    def get_import_fields(self) -> list[Any]:
        return [self.fields[name] for name in self.columns]


class Export(resources.ModelResource):
    """What is shown, row by row, with every text made safe for spreadsheets."""

    def before_export(self, queryset: Any, **kwargs: Any) -> None:
        """A ValueError is shown on the export's page."""
        if queryset[MAX_EXPORT_ROWS : MAX_EXPORT_ROWS + 1].exists():
            raise ValueError(f"At most {MAX_EXPORT_ROWS} rows in one file: narrow the list by its filters.")

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        value = super().export_field(field, instance, **kwargs)
        return "" if value is None else escaped(str(value))


class FileForm(ImportForm):
    """Bounded before it is read."""

    max_bytes: ClassVar[int] = MAX_BYTES

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > self.max_bytes:
            raise ValidationError(f"The file is larger than {self.max_bytes // 1_000_000} MB.")
        if zipfile.is_zipfile(upload):
            with zipfile.ZipFile(upload) as archive:
                unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise ValidationError("The file unpacks to far more than a list of people.")
        upload.seek(0)
        return upload


class PreviewStorage(CacheStorage):
    """What was previewed, kept for an hour and given back only to who previewed it."""

    CACHE_LIFETIME = 3600

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        identity = current()
        self.CACHE_PREFIX = f"import-{identity and identity.user_id}-"


class SpreadsheetAdmin(ImportMixin, ExportMixin, RoleAdmin):
    import_resource: ClassVar[type[ServiceImport]]
    export_resource: ClassVar[type[Export]]
    import_roles: ClassVar[tuple[Role, ...]] = RECRUITING

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    formats = [CSV, XLSX]  # type: ignore[assignment]
    import_form_class = FileForm
    export_form_class = ExportForm
    tmp_storage_class = PreviewStorage

    def has_import_permission(self, request: HttpRequest) -> bool:
        return user_of(request).has_role(*self.import_roles)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[Any]]:
        return [self.import_resource]

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[Any]]:
        return [self.export_resource]

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"actor": user_of(request)}

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {}

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """A filter that cannot be read leads back to the list, as it does there."""
        try:
            refuse_nul(request)
            return super().export_action(request)
        except IncorrectLookupParameters:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(f"{reverse(name)}?e=1")

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Loads what was previewed, all of it or nothing: things may have changed since the preview."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmImportForm(request.POST or None)
        number = form.cleaned_data["format"] if form.is_valid() else ""
        if number not in map(str, range(len(self.formats))):
            return self.start_again(request)
        input_format = self.get_import_formats()[int(number)](encoding=self.from_encoding)
        encoding = None if input_format.is_binary() else self.from_encoding
        name = form.cleaned_data["import_file_name"]
        storage = PreviewStorage(name=name, encoding=encoding)
        data = storage.read()
        if data is None:
            return self.start_again(request)
        dataset = input_format.create_dataset(data)
        result = self.process_dataset(dataset, form, request, rollback_on_validation_errors=True)
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, "Nothing was loaded: since the preview, rows have become impossible.")
            return self.refused_page(request, result)
        storage.remove()
        return self.process_result(result, request)

    def start_again(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, "The preview is no longer there: upload the file again.")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_import"
        return HttpResponseRedirect(reverse(name))

    def refused_page(self, request: HttpRequest, result: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Import",
            "form": self.import_form_class(self.get_import_formats(), [self.import_resource]),
            "opts": self.opts,
            "media": self.media,
            "result": result,
            **self.get_import_context_data(),
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        columns, shown = self.import_resource.columns, self.import_resource.shown or self.import_resource.columns
        return {
            "columns": columns,
            "required": self.import_resource.required,
            "shown": shown,
            "places": [columns.index(name) for name in shown],
            "format_names": " or ".join(each().get_title().upper() for each in self.formats),
        }

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        new, skipped = result.totals["new"], result.totals["skip"]
        messages.success(request, f"{new} loaded, {skipped} skipped because they were there already.")

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        day = timezone.localdate(timezone=settings.BUSINESS_TIME_ZONE).isoformat()
        return f"{str(self.opts.verbose_name_plural).replace(' ', '-')}-{day}.{file_format.get_extension()}"
