// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/payment/plugin_file.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QPluginLoader>
#include <QTemporaryDir>

#include <cstring>
#include <elf.h>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

constexpr qint64 maximumLibrary = 256LL << 20;

template <typename Part>
bool hasPart(const QByteArray &bytes, quint64 offset, Part &part)
{
    const auto size = static_cast<quint64>(bytes.size());
    if (offset > size || size - offset < sizeof(Part))
        return false;
    std::memcpy(&part, bytes.constData() + offset, sizeof(Part));
    return true;
}

auto refused(const QString &why)
{
    return failure(ErrorCode::InvalidRequest, why);
}

Result<QByteArray> readLibrary(const QString &path)
{
    constexpr auto others = QFileDevice::WriteOther;
    const QFileInfo info(path);
    if ((info.permissions() & others) || (QFileInfo(info.absolutePath()).permissions() & others))
        return refused(u"it, or its folder, can be written by everybody"_s);
    if (info.size() > maximumLibrary)
        return refused(u"it is larger than 256 MiB"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refused(u"it can't be read: "_s + file.errorString());
    QByteArray bytes = file.readAll();
    if (!isWholeLibrary(bytes))
        return refused(u"it is not a whole shared library of this machine's kind"_s);
    return bytes;
}

Result<std::shared_ptr<PaymentMethod>> makeMethod(QPluginLoader &loader, const PluginSettings &settings, const Clock &clock)
{
    auto *plugin = qobject_cast<PaymentPlugin *>(loader.instance());
    if (!plugin)
        return refused(loader.isLoaded() ? u"it does not implement its own interface"_s : loader.errorString());
    try {
        return plugin->create(settings, clock);
    } catch (const std::exception &error) {
        return refused(u"it threw: "_s + QString::fromUtf8(error.what()));
    }
}

} // namespace

bool isWholeLibrary(const QByteArray &bytes)
{
    Elf64_Ehdr head;
    if (!hasPart(bytes, 0, head) || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64)
        return false;
    if (head.e_type != ET_DYN || head.e_phentsize != sizeof(Elf64_Phdr) || head.e_shentsize != sizeof(Elf64_Shdr))
        return false;
    const auto size = static_cast<quint64>(bytes.size());
    for (quint64 i = 0; i < head.e_phnum; ++i) {
        Elf64_Phdr part;
        if (!hasPart(bytes, head.e_phoff + i * sizeof part, part) || part.p_offset > size || size - part.p_offset < part.p_filesz)
            return false;
    }
    return head.e_shoff <= size && size - head.e_shoff >= quint64(head.e_shnum) * sizeof(Elf64_Shdr);
}

Result<LoadedPlugin> loadPlugin(const QString &path, const QMap<QString, PluginSettings> &settings, const Clock &clock)
{
    const Result<QByteArray> bytes = readLibrary(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const QTemporaryDir folder;
    QFile copy(folder.filePath(QFileInfo(path).fileName()));
    if (!folder.isValid() || !copy.open(QIODevice::WriteOnly) || copy.write(*bytes) != bytes->size() || !copy.flush())
        return refused(u"it can't be copied to the temporary folder: "_s + copy.errorString());
    copy.close();

    QPluginLoader loader(copy.fileName());
    loader.setLoadHints(QLibrary::PreventUnloadHint);
    const QJsonObject metaData = loader.metaData();
    if (metaData.value("IID"_L1) != QLatin1StringView(TidegatePaymentPlugin_iid))
        return refused(
            u"it is no payment plugin for this version (%1 is wanted)"_s.arg(QLatin1StringView(TidegatePaymentPlugin_iid)));
    const QString id = metaData.value("MetaData"_L1).toObject().value("method"_L1).toString();
    auto method = makeMethod(loader, settings.value(id), clock);
    if (!method)
        return tl::unexpected(method.error());
    if (!*method || (*method)->id() != id)
        return refused(u"its method is not called \"%1\", as its description says"_s.arg(id));
    return LoadedPlugin{id, *method};
}

} // namespace tidegate
