// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/document_controller.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace tidegate {

void addDocumentRoutes(Router &router)
{
    QFile file(u":/api/openapi.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the OpenAPI document is not built in");
    router.add("GET", u"/openapi.json"_s, Handler([document = file.readAll()](const Request &) {
                   Response response;
                   response.contentType = "application/json";
                   response.headers = {{"Cache-Control", "public, max-age=300"}};
                   response.body = document;
                   return response;
               }));
}

} // namespace tidegate
