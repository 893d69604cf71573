// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/plugin_folder.h"

#include <QDir>
#include <QFileSystemWatcher>
#include <QThread>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace tidegate {

namespace {

/// The watcher sees names come and go but not a file that grows; a look around now and then does.
constexpr std::chrono::milliseconds scanInterval{1'000};
/// A file that is being copied is left alone until it has not changed for so long.
constexpr std::chrono::milliseconds settleTime{200};

struct Signature {
    qint64 size = 0;
    qint64 changedAt = 0;

    bool operator==(const Signature &) const = default;
};

} // namespace

class PluginFolder::Follower : public QObject
{
public:
    Follower(QString folder, PluginKind kind)
        : m_folder(std::move(folder))
        , m_kind(std::move(kind))
    {
    }

    ~Follower() override
    {
        m_thread.quit();
        m_thread.wait();
    }

    void start()
    {
        scan();
        scan(); // what two looks find alike is taken
        m_thread.setObjectName(m_kind.offers + u" plugins"_s);
        connect(&m_thread, &QThread::started, this, &Follower::follow);
        connect(&m_thread, &QThread::finished, this, &Follower::stopFollowing, Qt::DirectConnection);
        moveToThread(&m_thread);
        m_thread.start();
    }

private:
    struct File {
        Signature signature;
        bool settled = false;
        QString id; ///< of what it brought; empty: refused, of another kind, or not looked at yet
    };

    void follow()
    {
        m_watcher = std::make_unique<QFileSystemWatcher>();
        m_timer = std::make_unique<QTimer>();
        connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &Follower::scan);
        connect(m_timer.get(), &QTimer::timeout, this, &Follower::scan);
        scan();
    }

    void stopFollowing()
    {
        m_watcher.reset();
        m_timer.reset();
    }

    void scan()
    {
        if (m_watcher && m_watcher->directories().isEmpty() && QFileInfo(m_folder).isDir())
            m_watcher->addPath(m_folder);
        QMap<QString, Signature> present;
        for (const QFileInfo &info : QDir(m_folder).entryInfoList({u"*.so"_s}, QDir::Files))
            present.insert(info.absoluteFilePath(), {info.size(), info.lastModified().toMSecsSinceEpoch()});
        for (const QString &path : m_files.keys()) {
            if (!present.contains(path))
                drop(path);
        }
        bool settled = true;
        for (auto found = present.cbegin(); found != present.cend(); ++found) {
            File &file = m_files[found.key()];
            if (file.signature != found.value())
                file = {found.value(), false, file.id};
            else if (!file.settled)
                take(found.key(), file);
            settled = settled && file.settled;
        }
        if (m_timer)
            m_timer->start(settled ? scanInterval : settleTime);
    }

    void take(const QString &path, File &file)
    {
        file.settled = true;
        Result<std::optional<PluginOffer>> offer = m_kind.load(path);
        if (!offer)
            return warn(path, offer.error());
        if (!*offer)
            return;
        if (!file.id.isEmpty())
            m_kind.remove(file.id);
        file.id.clear();
        if (const auto added = (*offer)->add(); !added)
            return warn(path, added.error());
        file.id = (*offer)->id;
        qCInfo(m_kind.log).noquote() << u"the plugin %1 offers the %2 %3"_s.arg(path, m_kind.offers, file.id);
    }

    void warn(const QString &path, const Error &error)
    {
        qCWarning(m_kind.log).noquote() << u"the plugin %1 was not loaded: %2"_s.arg(path, error.detail);
    }

    void drop(const QString &path)
    {
        const QString id = m_files.take(path).id;
        if (id.isEmpty())
            return;
        m_kind.remove(id);
        qCInfo(m_kind.log).noquote() << u"the plugin %1 is gone, and with it the %2 %3"_s.arg(path, m_kind.offers, id);
    }

    const QString m_folder;
    const PluginKind m_kind;
    QMap<QString, File> m_files;
    QThread m_thread;
    std::unique_ptr<QFileSystemWatcher> m_watcher;
    std::unique_ptr<QTimer> m_timer;
};

PluginFolder::PluginFolder(QString folder, PluginKind kind)
    : m_follower(std::make_unique<Follower>(std::move(folder), std::move(kind)))
{
}

PluginFolder::~PluginFolder() = default;

void PluginFolder::start()
{
    m_follower->start();
}

} // namespace tidegate
