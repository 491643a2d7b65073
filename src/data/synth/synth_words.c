/* synth_words.c - what all synthetic titles share: brands, units, colours, sizes, models
 * that accessories are made for, phrases of sellers.
 *
 * Data only; synth_words.h describes the form. Brands, phones, cars and the like are
 * real, because people name them in what they type. Which product bears which brand is
 * made up. */
#include "data/synth/synth_words.h"

const lmev__synth_dept *const lmev__synth_depts[] = {&lmev__synth_kitchen,
                                                     &lmev__synth_home,
                                                     &lmev__synth_electronics,
                                                     &lmev__synth_fashion,
                                                     &lmev__synth_tools,
                                                     &lmev__synth_motors,
                                                     &lmev__synth_sports,
                                                     &lmev__synth_kids,
                                                     &lmev__synth_care,
                                                     &lmev__synth_hobby,
                                                     NULL};

// clang-format off
const lmev__synth_list lmev__synth_brands[] = {
    {"kitchen", "oster,philips,atma,liliana,moulinex,peabody,electrolux,mondial,"
     "britania,tramontina,black & decker,arno,whirlpool,hudson,yelmo,ultracomb", NULL},
    {"furniture", "orlandi,mobilarg,ricchezze,platinum,madesa,tok & stok,piero,"
     "centro mueble,ricardo almeida,kappesberg,itatiaia,genoud", NULL},
    {"linen", "arcoiris,danubio,palette,kavanagh,sueño dorado,cannon,santista,"
     "buddemeyer,altenburg,karsten", NULL},
    {"deco", "morph,deco hogar,vintage house,arte nova,tramontina,mor,zen,mimo", NULL},
    {"light", "philips,osram,candil,sica,macroled,ledvance,taschibra,avant,elgin,"
     "demasled", NULL},
    {"garden", "trapp,gardena,niwa,stihl,husqvarna,gamma,forest garden,tramontina,"
     "karcher,vonder", NULL},
    {"pool", "intex,bestway,pelopincho,mor,nautilus,gencoa,vulcano,rowa,dancor,eternit", NULL},
    {"phone", "samsung,motorola,lg,xiaomi,huawei,apple,sony,nokia,alcatel,zte,asus,"
     "lenovo,bgh", NULL},
    {"tech", "asus,dell,hp,lenovo,acer,gigabyte,kingston,logitech,noganet,redragon,"
     "corsair,tp-link,genius,cooler master,bangho,positivo,multilaser", NULL},
    {"printer", "epson,canon,brother,xerox,hp,lexmark,global print,masterprint,evolut,"
     "byqualy", NULL},
    {"audio", "sony,philips,panasonic,jbl,stromberg,noblex,lg,samsung,edifier,"
     "skullcandy,tcl,pioneer,admiral", NULL},
    {"games", "sony,microsoft,nintendo,knup,level up,dazz,sega,ubisoft,warner", NULL},
    {"photo", "nikon,canon,sony,gopro,sjcam,yongnuo,hikvision,dahua,dji,benro,weifeng", NULL},
    {"wear", "levis,kosiuko,taverniti,legacy,rip curl,billabong,adidas,hering,"
     "47 street,malwee,colcci,lacoste,rusty,tommy hilfiger,nike", NULL},
    {"under", "caro cuore,selene,dufour,lupo,marcela koury,zorba,cocot,getthem,"
     "ciudadela,peter pan", NULL},
    {"shoes", "topper,adidas,nike,puma,fila,olympikus,lady stork,viamarte,grimoldi,"
     "modare,beira rio,piccadilly,moleca,ombu,funcional", NULL},
    {"bags", "wilson,amayra,prune,jansport,xtrem,samsonite,primicia,sestini,"
     "chilli beans,infinit,vulk,rusty,mormaii", NULL},
    {"jewel", "casio,citizen,orient,tressa,technos,festina,montreal,mistral,lince,"
     "champion", NULL},
    {"tools", "bosch,makita,stanley,dewalt,black & decker,skil,gamma,lusqtoff,"
     "dowen pagio,bahco,vonder,tramontina,einhell,hamilton,barovo,irimo", NULL},
    {"build", "sica,schneider,fv,ferrum,roca,trabex,papel real,yale,alba,colorin,"
     "suvinil,coral,deca,lorenzetti,jimo", NULL},
    {"hvac", "liliana,surrey,bgh,samsung,midea,philips,eskabe,mondial,arno,britania,"
     "wap,drean,electrolux,ultracomb,singer,brother", NULL},
    {"auto", "bosch,mahle,gates,monroe,cofap,fric rot,valeo,corven,magneti marelli,skf,"
     "nakata,firestone,pirelli,bridgestone,moura,willard", NULL},
    {"caraudio", "pioneer,sony,kenwood,jvc,bomber,booster,taramps,hurricane,b52,"
     "rockford,audiopipe,sparkson", NULL},
    {"moto", "vertigo,ls3,hawk,mac,shoei,pro tork,givi,riffel,motomel,alpinestars,"
     "samarco,taurus", NULL},
    {"sport", "randers,athletic,sonnos,domyos,topper,penalty,wilson,dunlop,speedo,"
     "kappa,act,star nutrition,ena,probiotica,titan,ultratech,integral medica", NULL},
    {"bike", "venzo,topmega,olmo,raleigh,giant,caloi,absolute,gts,shimano,maxxis,"
     "hudson,oxer,bell", NULL},
    {"camp", "waterdog,coleman,nautika,doite,spinit,shimano,marine sports,abu garcia,"
     "tramontina,mor,albatros,rapala", NULL},
    {"baby", "graco,chicco,avent,kiddy,pequeña,mega baby,love,burigotto,galzerano,"
     "fisher price,pampers,huggies,nuby,lillo", NULL},
    {"toys", "mattel,hasbro,rasti,duravit,juguetec,estrela,cotiplas,bandeirante,ruibal,"
     "antex,grow,toyster,xalingo,hot wheels,rondi", NULL},
    {"beauty", "gama,babyliss,wahl,taiff,revlon,maybelline,vult,avon,natura,tresemme,"
     "salon line,nivea,garnier,loreal,inoar,ruby rose,silkey", NULL},
    {"health", "omron,g tech,silfab,san up,aspen,incoterm,natulab,oral b,colgate,"
     "mercur,care med,beurer", NULL},
    {"music", "fender,ibanez,gracia,giannini,tagima,yamaha,casio,cort,strinberg,"
     "daddario,bossa,zoom,parquer,raven,pearl", NULL},
    {"pets", "royal canin,pro plan,eukanuba,dogui,gati,whiskas,pedigree,golden,"
     "frontline,nexgard,furacao,chalesco", NULL},
    {"office", "rivadavia,bic,faber castell,casio,ledesma,boreal,tilibra,staedtler,"
     "pilot,chamex,estrada,plantec,cis", NULL},
    {"party", "globolandia,festcolor,regina,cromus,sempertex,circulo,nube,ovejita,"
     "pingouin", NULL},
    {"collect", "antigua,salvat,panini,disco rex,polygram,warner,odeon,revell", NULL},
};
const size_t lmev__synth_n_brands = sizeof lmev__synth_brands / sizeof lmev__synth_brands[0];

const lmev__synth_list lmev__synth_units[] = {
    {"w", "#w,# w,#watts,# watts", NULL},
    {"v", "#v,# v,# volts", NULL},
    {"a", "#a,# amp,#amp", "#a,# amperes,#ah"},
    {"l", "#l,# litros,# lts,#lts,# l", "#l,# litros,#lts,# l,# lt"},
    {"ml", "#ml,# ml,x #ml", "#ml,# ml,c/ #ml"},
    {"cm", "#cm,# cm,#x#,# cms", "#cm,# cm,#x#"},
    {"mm", "#mm,# mm", NULL},
    {"m", "#m,# metros", NULL},
    {"mts", "#mts,# metros,#m,x # mts", "#m,# metros,#mts,c/ # metros"},
    {"in", "#\",# pulgadas,#'',# pulg,#p", "#\",# polegadas,#'',# pol,#p"},
    {"kg", "#kg,# kg,# kilos,x #kg", "#kg,# kg,# quilos,c/ #kg"},
    {"gr", "#gr,# grs,#g,x # gr", "#g,# g,#gr,# gramas"},
    {"gb", "#gb,# gb,# gigas", "#gb,# gb"},
    {"tb", "#tb,# tb", NULL},
    {"mah", "#mah,# mah", NULL},
    {"mp", "#mp,# mpx,# mp", NULL},
    {"hp", "#hp,# hp", "#cv,# cv,#hp"},
    {"cc", "#cc,# cc", NULL},
    {"r", "r#,rodado #,rod #,r #", "aro #,r#,aro#"},
    {"t", "talle #,t #,t#", "tam #,nº #,tamanho #"},
    {"n", "nº #,n° #,número #,n#", "nº #,n° #,número #,n#"},
    {"h", "# hornallas,#h,# h", "# bocas,#b"},
    {"c", "# cuerdas,#c", "# cordas,#c"},
    {"x", "#x,x#,# x", NULL},
    {"k", "#k,# k", NULL},
    {"j", "#j,# joules", NULL},
    {"oz", "#oz,# oz,# onzas", "#oz,# oz,# onças"},
    {"lm", "#lm,# lúmenes", "#lm,# lumens"},
    {"hz", "#hz,# hz", NULL},
    {"mhz", "#mhz,# mhz", NULL},
    {"dpi", "#dpi,# dpi", NULL},
    {"mbps", "#mbps,# mbps", NULL},
    {"p", "#p", NULL},
    {"fps", "fps #,factor #,fps#", "fps #,fator #,fps#"},
    {"un", "x # unidades,# u,x #,# un", "# unidades,# un,c/ #,com #"},
    {"pzs", "# piezas,# pzs,x # piezas,# pcs", "# peças,# pçs,c/ # peças,# pcs"},
    {"pers", "# personas,# pers,para # personas", "# pessoas,# pess,para # pessoas"},
    {"puertas", "# puertas,# ptas", "# portas,# pts"},
    {"cajones", "# cajones,# caj", "# gavetas,# gav"},
    {"tazas", "# tazas,# pocillos", "# xícaras,# cafés"},
    {"botellas", "# botellas,# bot", "# garrafas,# gfs"},
    {"cubiertos", "# cubiertos,# servicios", "# serviços,# pessoas"},
    {"leds", "# leds,#leds,# luces", "# leds,#leds,# lâmpadas"},
    {"hilos", "# hilos", "# fios"},
    {"hojas", "# hojas,# hjs", "# folhas,# fls"},
    {"puntadas", "# puntadas", "# pontos"},
    {"escalones", "# escalones,# esc", "# degraus,# deg"},
    {"grados", "#°,# grados,#°c", "#°,# graus,#°c"},
    {"teclas", "# teclas", NULL},
    {"jug", "# jugadores,# jug", "# jogadores"},
    {"dig", "# dígitos,# dig", NULL},
    {"col", "# colores,# tonos", "# cores,# tons"},
    {"caps", "# cápsulas,# caps,x # comp", "# cápsulas,# caps,c/ # comp"},
    {"esc", "1/#,escala 1/#,1:#", "1/#,escala 1/#,1:#"},
    {"vel", "# velocidades,# vel,# cambios", "# marchas,#v,# velocidades"},
    {"dientes", "# dientes,#t", "# dentes,#t"},
    {"kmh", "# km/h", NULL},
    {"pag", "# páginas,# pag", "# páginas,# pág"},
    {"bar", "# bar,#bar,# bares", "# bar,#bar"},
};
const size_t lmev__synth_n_units = sizeof lmev__synth_units / sizeof lmev__synth_units[0];

const lmev__synth_list lmev__synth_shared[LMEV__N_SHARED] = {
    [LMEV__COLOURS] = {"colours",
     "negro,blanco,rojo,azul,gris,rosa,verde,plateado,marrón,beige,celeste,amarillo,violeta,"
     "bordó,dorado,multicolor,natural,fucsia,turquesa,wengue",
     "preto,branco,vermelho,azul,cinza,rosa,verde,prata,marrom,bege,azul claro,amarelo,lilás,"
     "vinho,dourado,colorido,natural,pink,turquesa,tabaco"},
    [LMEV__SIZES] = {"sizes",
     "talle m,talle l,talle xl,talle s,talles s m l xl,talle único,talle xxl,todos los talles,"
     "talles especiales,t xs,talle 1 al 4",
     "tam m,tam g,tamanho gg,p m g gg,tamanho único,tam p,plus size,tamanho m,todos os tamanhos,"
     "tam eg,pp ao gg"},
    [LMEV__SHOES] = {"shoes", "talle #,n° #,nro #,t#,num #,talles #", "nº #,tam #,n #,número #,num #"},
    [LMEV__PEOPLE] = {"people",
     "mujer,hombre,dama,unisex,caballero,niños,nena,nene,juvenil",
     "feminino,masculino,unissex,feminina,masculina,infantil,menina,menino,juvenil"},
    [LMEV__AGES] = {"ages", "# años,+# años,desde # años,# meses", "# anos,+# anos,acima de # anos,# meses"},
    [LMEV__PACKS] = {"packs",
     "x #,x # unidades,pack x #,kit x #,# unidades,x#,x # u,set x #,lote x #,combo x #",
     "kit #,c/ #,kit com #,# unidades,com #,kit c/ #,# un,# peças,pacote com #,lote c/ #"},
    [LMEV__PHRASES] = {"phrases",
     "envío gratis,original,nuevo,oferta,garantía,cuotas sin interés,importado,promo,zona norte,"
     "envíos,con garantía,el mejor,liquidación,excelente calidad,a estrenar,entrega inmediata,"
     "12 cuotas,local a la calle,factura a,hot sale,imperdible,por mayor,stock permanente,"
     "nuevos modelos,outlet,mercado envíos,efectivo,consultar stock,sin uso,en caja,usado,"
     "mendoza,rosario,once,caballito,córdoba",
     "frete grátis,original,novo,promoção,12x sem juros,importado,garantia,oferta,pronta entrega,"
     "com garantia,nota fiscal,o melhor,lançamento,alta qualidade,barato,envio imediato,"
     "liquidação,super oferta,direto da fábrica,no brasil,top,imperdível,atacado,"
     "envio já,queima de estoque,lacrado,à vista,promo,sem uso,na caixa,usado,"
     "revenda,mercado envios,sp,curitiba,melhor preço"},
    [LMEV__OPENERS] = {"openers",
     "oferta,nuevo,combo,super,promo,kit,set,liquido,excelente,nueva,hermoso,gran",
     "promoção,novo,kit,super,oferta,conjunto,lindo,nova,combo,lote,excelente,top"},
    [LMEV__WORKS] = {"works",
     "noche,camino,sombra,mar,casa,viento,luna,reino,fuego,vida,ciudad,tiempo,sueño,secreto,guerra,"
     "amor,muerte,jardín,río,historia,corazón,mundo,isla,rey,bosque,lluvia,espejo,tierra,ángel,"
     "dragón,estrella,leyenda,regreso,última batalla,edición limitada,invierno,cazador,perla,"
     "tango,verano,silencio,carta,viajero,torre,sol",
     "noite,caminho,sombra,mar,casa,vento,lua,reino,fogo,vida,cidade,tempo,sonho,segredo,guerra,"
     "amor,morte,jardim,rio,história,coração,mundo,ilha,rei,floresta,chuva,espelho,terra,anjo,"
     "dragão,estrela,lenda,retorno,última batalha,edição limitada,inverno,caçador,pérola,"
     "samba,verão,silêncio,carta,viajante,torre,sol"},
    [LMEV__SYNTH_PLACES] = {"places",
     "cocina,hogar,oficina,exterior,jardín,casa,negocio,dormitorio,baño,viaje,auto,local,escuela,"
     "regalo,taller,fiesta",
     "cozinha,casa,escritório,área externa,jardim,loja,comércio,quarto,banheiro,viagem,carro,sala,"
     "escola,presente,oficina,festa"},
    [LMEV__PHONES] = {"phones",
     "samsung galaxy s7,motorola moto g5,samsung j7 prime,iphone 7,lg k10,"
     "huawei p20 lite,samsung a10,iphone 6s,motorola moto g6 plus,xiaomi redmi note 5,"
     "samsung galaxy s8 plus,iphone x,moto e4,samsung j5,huawei p10,galaxy note 8,"
     "iphone 8 plus,lg g6,samsung grand prime,moto c,xiaomi mi a2,sony xperia z5,"
     "asus zenfone 4,alcatel pixi 4,huawei y9,samsung core 2,lg q6,moto g4 play,"
     "iphone 5s,nokia 5", NULL},
    [LMEV__CARS] = {"cars",
     "gol trend,corsa classic,fiat palio,ford fiesta,peugeot 206,renault clio,"
     "vw gol 1.6,chevrolet onix,ford ka,peugeot 207,fiat uno,toyota corolla,"
     "renault sandero,honda civic,hilux 4x4,vw saveiro,ford ecosport,chevrolet s10,"
     "fiat strada adventure,vw fox,citroen c3,siena fire,amarok,vw bora,palio weekend,"
     "honda fit", NULL},
    [LMEV__MOTOS] = {"motos",
     "honda wave 110,honda titan 150,zanella zb 110,ybr 125,cg 125,twister 250,"
     "tornado 250,ninja 300,gilera smash 110,motomel skua 150,fazer 250,biz 125,"
     "rouser ns 200,xr 250,yamaha factor 125", NULL},
    [LMEV__LAPTOPS] = {"laptops",
     "asus x55,asus k43,dell 1525,dell inspiron 14,hp pavilion g4,hp 240,lenovo g40,"
     "lenovo b50,exo cloud e15,bangho max,positivo stilo,samsung rv411,"
     "acer aspire 5733,acer one,sony vaio svf,itautec w7430", NULL},
    [LMEV__PRINTERS] = {"printers",
     "epson l395,epson xp241,epson t50,hp 2050,hp 1102w,hp 664,hp 901,brother 2340,"
     "brother dcp,samsung m2020,samsung d111,canon g3100,canon mg2410,lexmark 310", NULL},
    [LMEV__CONSOLES] = {"consoles",
     "playstation 4,ps4,ps3,playstation 2,xbox one,xbox 360,nintendo switch,"
     "nintendo ds,wii,ps vita,nintendo 64,pc", NULL},
};
// clang-format on
