// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/plugin_file.h"

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

/// "tidegate.PaymentPlugin" of "tidegate.PaymentPlugin/2".
QString kindOf(const QString &iid)
{
    return iid.section(u'/', 0, 0);
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

Result<std::optional<PluginLibrary>> loadPluginLibrary(const QString &path, const PluginInterface &interface)
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
    const QString iid = metaData.value("IID"_L1).toString();
    const auto wanted = QString::fromLatin1(interface.iid);
    if (iid.startsWith(u"tidegate.") && kindOf(iid) != kindOf(wanted))
        return std::nullopt;
    if (iid != wanted)
        return refused(u"it is no %1 for this version (%2 is wanted)"_s.arg(QLatin1StringView(interface.name), wanted));
    PluginLibrary library;
    library.id = metaData.value("MetaData"_L1).toObject().value(QLatin1StringView(interface.idMember)).toString();
    library.instance = loader.instance();
    if (!library.instance)
        return refused(loader.errorString());
    return library;
}

} // namespace tidegate
